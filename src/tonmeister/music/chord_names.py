"""Chord symbols as people write them, read: ``Bbmaj7``, ``F#-7b5``, ``C△``, ``G7sus``, ``A/C#``."""

from __future__ import annotations

import re

from tonmeister.model import ChordSymbol
from tonmeister.model.chart import LETTERS
from tonmeister.music.chord_kinds import KINDS

ALSO = {
    "maj": "", "M": "", "ma": "", "major": "",
    "min": "m", "mi": "m", "-": "m", "minor": "m",
    "M7": "maj7", "ma7": "maj7", "j7": "maj7", "△": "maj7", "△7": "maj7", "Δ": "maj7",
    "Δ7": "maj7", "major7": "maj7",
    "min7": "m7", "mi7": "m7", "-7": "m7", "minor7": "m7",
    "mM7": "mmaj7", "mMaj7": "mmaj7", "minmaj7": "mmaj7", "m+7": "mmaj7", "-maj7": "mmaj7",
    "-M7": "mmaj7", "-△7": "mmaj7", "-△": "mmaj7", "m△7": "mmaj7", "mmaj": "mmaj7",
    "ø": "m7b5", "ø7": "m7b5", "-7b5": "m7b5", "min7b5": "m7b5", "mi7b5": "m7b5", "m7-5": "m7b5",
    "hdim7": "m7b5", "h7": "m7b5", "h": "m7b5",
    "°": "dim", "o": "dim", "mb5": "dim", "°7": "dim7", "o7": "dim7",
    "+": "aug", "+5": "aug", "maj#5": "aug",
    "+7": "aug7", "7+": "aug7", "7#5": "aug7", "7+5": "aug7",
    "sus": "sus4", "4": "sus4", "2": "sus2", "7sus": "7sus4", "9sus": "9sus4", "sus9": "9sus4",
    "add2": "add9", "madd2": "madd9", "-add9": "madd9", "minadd9": "madd9",
    "M6": "6", "maj6": "6", "min6": "m6", "mi6": "m6", "-6": "m6", "6add9": "69", "6/9": "69",
    "7-5": "7b5", "7-9": "7b9", "7alt": "7#9", "7+9": "7#9", "7+11": "7#11",
    "dom7": "7", "dom": "7", "M9": "maj9", "ma9": "maj9", "△9": "maj9", "maj7add9": "maj9",
    "min9": "m9", "mi9": "m9", "-9": "m9", "min11": "m11", "-11": "m11", "M13": "maj13",
    "maj7+11": "maj7#11", "M7#11": "maj7#11", "△#11": "maj7#11", "power": "5",
}  # fmt: skip
"""Other ways to write the same kinds. An altered dominant is read with its sharp ninth."""

_NOTE = r"[A-G](?:bb|##|[#b♯♭])?"
_SYMBOL = re.compile(rf"({_NOTE})(.*?)(?:/({_NOTE}))?")


class UnknownChord(ValueError):
    """A chord symbol that nobody can read: one clear line."""


def read_note(name: str) -> int:
    """Return a note name's place on the line of fifths: ``read_note("F#") == 6``."""
    plain = name.replace("♯", "#").replace("♭", "b")
    if not re.fullmatch(_NOTE, plain):
        raise UnknownChord(f"{name!r} is no note: write A to G, then # or b if you like")
    return LETTERS.index(plain[0]) - 1 + 7 * (plain.count("#") - plain[1:].count("b"))


def read_symbol(text: str) -> ChordSymbol:
    """Read a chord symbol; raises ``UnknownChord``."""
    said = text.strip().replace("♯", "#").replace("♭", "b")
    match = _SYMBOL.fullmatch(said)
    kind = None if match is None else _kind(match[2])
    if match is None or kind is None:
        raise UnknownChord(
            f"{text!r} is no chord I can read: write a root and a kind, /bass if you like "
            "(C, F#m7, Bbmaj7, Asus4, Bm7b5, D/F#)"
        )
    bass = read_note(match[3]) if match[3] else None
    root = read_note(match[1])
    return ChordSymbol(root, kind, None if bass == root else bass)


def _kind(said: str) -> str | None:
    """Return the kind's own name, from any way it is written."""
    plain = re.sub(r"[(),\s^]", "", said)
    for way in (plain, plain.replace("min", "m"), plain.replace("Maj", "maj")):
        if way in KINDS:
            return way
        if way in ALSO:
            return ALSO[way]
    return None
