"""A text laid under a melody: line by line, syllable by syllable, note by note."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from tonmeister.model import Chart, ChartNote
from tonmeister.music.words.reading import is_english, letters_sounds, sounds_of
from tonmeister.music.words.splitting import split_letters, split_sounds
from tonmeister.music.words.sung import HELD

_BREATH_QUARTERS = Fraction(1, 2)
_WORD = re.compile(r"[^\s_]*[^\W_][^\s_]*|_+")


@dataclass(frozen=True, slots=True)
class Placed:
    """A chart with its words, and what did not come out even, for people."""

    chart: Chart
    notes: tuple[str, ...]


def place_words(chart: Chart, text: str) -> Placed:
    """Lay a text under a chart's melody.

    A line of text goes to a phrase of the melody (up to a rest) if there are as many; otherwise
    the text runs on from note to note. In the text a hyphen divides a word ("light-ly"), ``_``
    holds the syllable before over one more note. What is left over of a phrase's notes holds its
    last syllable; what is left over of its syllables is sung together on its last note.
    """
    lines = [found for line in text.splitlines() if (found := syllables_of(line))]
    melody = sorted(chart.melody, key=lambda n: n.start_quarters)
    phrases = phrases_of(melody)
    said: list[str] = []
    if lines and len(lines) == len(phrases):
        pairs = list(zip(phrases, lines, strict=True))
    else:
        pairs = [(melody, [s for line in lines for s in line])]
        if len(lines) > 1:
            said.append(
                f"the text has {len(lines)} lines, the melody {len(phrases)} phrases: the words "
                "run on from note to note"
            )
    out: list[ChartNote] = []
    for notes, syllables in pairs:
        if len(syllables) != len(notes):
            where = f' at "{syllables[0].strip("-")}"' if syllables else ""
            said.append(f"{len(syllables)} syllables on {len(notes)} notes{where}")
        out += _laid(notes, syllables)
    return Placed(replace(chart, melody=tuple(out)), tuple(said))


def syllables_of(line: str) -> list[str]:
    """Return a line's syllables; each ends in a hyphen where its word goes on."""
    out: list[str] = []
    plain = is_english(line)
    for word in _WORD.findall(line.replace("\u00ad", "-")):
        if set(word) == {HELD}:
            out += [HELD] * len(word)
            continue
        pieces = [piece for piece in word.split("-") if piece]
        if len(pieces) > 1:  # divided by hand
            out += [piece + "-" for piece in pieces[:-1]] + pieces[-1:]
            continue
        read = sounds_of if plain else letters_sounds
        out += split_letters(pieces[0], len(split_sounds(read(pieces[0]))))
    return out


def phrases_of(melody: Sequence[ChartNote]) -> list[list[ChartNote]]:
    """Return the melody cut where one may breathe: at rests of an eighth and longer."""
    out: list[list[ChartNote]] = []
    end: Fraction | None = None
    for note in melody:
        if end is None or note.start_quarters - end >= _BREATH_QUARTERS:
            out.append([])
        out[-1].append(note)
        end = note.start_quarters + note.length_quarters
    return out


def _laid(notes: Sequence[ChartNote], syllables: Sequence[str]) -> list[ChartNote]:
    if not syllables:
        return [replace(note, syllable="") for note in notes]
    put = list(syllables[: len(notes)])
    put += [HELD] * (len(notes) - len(put))
    over = syllables[len(notes) :]
    if over:
        together = [s for s in (put[-1], *over) if s != HELD]
        put[-1] = "".join(s.removesuffix("-") if s.endswith("-") else f"{s} " for s in together)
        put[-1] = put[-1].strip()
    return [replace(note, syllable=s) for note, s in zip(notes, put, strict=True)]
