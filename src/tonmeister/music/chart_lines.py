"""A melody as readable lines, a bar a line: ``9: - 1/2, D5 1/2 "leave", E5 1 "the"``.

Lengths are in quarter notes, ``-`` is a rest. A note that is longer than its bar goes on, and the
next line goes on behind it. ``+12c`` is how far off it was sung, ``@3/2`` a place in the bar.
"""

from __future__ import annotations

import json
import re
from fractions import Fraction

from tonmeister.model import ChartNote, Pitch
from tonmeister.model.chart import LETTERS
from tonmeister.music.chart_cells import Cell, CellError, fraction

REST = "-"
_WORD = re.compile(r'"(?:\\.|[^"\\])*"|,|[^\s,"]+')
_PITCH = re.compile(r"([A-G])(#*|b*)(-?\d{1,3})")
_CENTS = re.compile(r"([+-][\d.]+(?:e[+-]?\d+)?)c")


def quoted(words: str) -> str:
    """Return words in quotes on one line, safe inside a TOML literal of three apostrophes."""
    plain = json.dumps(words, ensure_ascii=False)
    safe = "".join(
        f"\\u{ord(c):04x}" if c in "\x7f\u2028\u2029\x85" or "\ud800" <= c <= "\udfff" else c
        for c in plain
    )
    return safe.replace("'", "\\u0027") if "''" in safe or safe.endswith("'") else safe


def pitch_of(said: str) -> Pitch:
    """Read ``F#4``; raises ``CellError``."""
    match = _PITCH.fullmatch(said)
    if match is None:
        raise CellError(f"{said!r} is no pitch: write a letter, # or b, and an octave (F#4, Bb3)")
    signs = match[2].count("#") - match[2].count("b")
    return Pitch(LETTERS.index(match[1]) - 1 + 7 * signs, int(match[3]))


def note_text(note: ChartNote, now: Fraction, bar: Fraction) -> str:
    """Write a note that follows the place ``now``, in a bar that begins at ``bar``."""
    gap = note.start_quarters - now
    rest = f"{REST} {gap}, " if gap > 0 else ""
    place = f" @{note.start_quarters - bar}" if gap < 0 else ""
    words = f" {quoted(note.syllable)}" if note.syllable else ""
    cents = f" {note.cents:+}c" if note.cents else ""
    return f"{rest}{note.pitch.name} {note.length_quarters}{words}{cents}{place}"


def read_line(text: str, now: Fraction, bar: Cell, found: list[ChartNote]) -> Fraction:
    """Read a bar's notes from ``now`` on; return where the last one ends."""
    words: list[list[str]] = [[]]
    rest = _WORD.sub("", text).strip()
    if rest:
        raise CellError(f"{text.strip()!r} is no line of notes: a quote is not closed")
    for word in _WORD.findall(text):
        if word == ",":
            words.append([])
        else:
            words[-1].append(word)
    for item in words:
        if item:
            now = _read(item, now, bar, found)
    return now


def _read(item: list[str], now: Fraction, bar: Cell, found: list[ChartNote]) -> Fraction:
    said = " ".join(item)
    if len(item) < 2:
        raise CellError(f'{said!r} has no length: write a pitch and a length (D5 1/2 "word")')
    length, syllable, cents = fraction(item[1]), "", 0.0
    if length <= 0:
        raise CellError(f"{said!r}: a length is above 0")
    for word in item[2:]:
        if word.startswith('"'):
            syllable = _unquoted(word)
        elif word.startswith("@"):
            now = bar.start + fraction(word[1:])
        elif match := _CENTS.fullmatch(word):
            cents = float(match[1])
        else:
            raise CellError(f'{word!r} in {said!r}: after the length come "a syllable" and +12c')
    if now >= bar.end:
        raise CellError(f"{said!r} would stand behind its bar: it is full before")
    if item[0] != REST:
        found.append(
            ChartNote(
                start_quarters=now,
                length_quarters=length,
                pitch=pitch_of(item[0]),
                syllable=syllable,
                cents=cents,
            )
        )
    return now + length


def _unquoted(word: str) -> str:
    try:
        return str(json.loads(word, strict=False))
    except ValueError:
        raise CellError(f"{word} cannot be read: \\ stands before n, t, u and itself") from None
