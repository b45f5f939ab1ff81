"""The grid of a chart, read bar after bar (see ``chart_cells`` for how it is written)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction

from tonmeister.model import ChartChord
from tonmeister.music.chart_cells import (
    AGAIN,
    HOLD,
    NOTHING,
    SILENT,
    Cell,
    CellError,
    fraction,
    symbol_of,
)

_TOKEN = re.compile(r"([^@?]+?)(?:@([-\d/]+))?(?::([-\d/]+))?(?:\?([\d.e-]+))?")


@dataclass(slots=True)
class Grid:
    """Chords as they are read, bar after bar."""

    chords: list[ChartChord] = field(default_factory=list)
    last: str = ""
    _ends: dict[Fraction, int] = field(default_factory=dict)

    def read(self, text: str, cell: Cell) -> None:
        """Read one bar; raises ``CellError`` or ``UnknownChord``."""
        said = self.last if text.strip() == AGAIN else text.strip() or NOTHING
        if not said:
            raise CellError("'%' is the bar before once more, but there is none")
        self.last = said
        words = [_word(word) for word in said.split()]
        inside = [word for word in words if word.at is None]
        left = cell.end - cell.start - sum(word.length or Fraction(0) for word in inside)
        free = sum(word.length is None for word in inside)
        if inside and (left < 0 or (left == 0) != (free == 0)):
            raise CellError(
                f"the bar {said!r} takes {cell.end - cell.start - left} quarter notes of "
                f"{cell.end - cell.start}: make it fit, or leave the lengths out"
            )
        now = cell.start
        for word in words:
            length = left / free if word.length is None else word.length
            start = now if word.at is None else word.at
            if word.name == HOLD:
                self._hold(now, length)
            elif word.name not in SILENT:
                self._put(word, start, length)
            now += length if word.at is None else 0

    def _put(self, word: _Word, start: Fraction, length: Fraction) -> None:
        chord = ChartChord(
            start_quarters=start,
            length_quarters=length,
            symbol=symbol_of(word.name),
            sure_score=word.sure_score,
        )
        if word.at is None:
            self._ends[start + length] = len(self.chords)
        self.chords.append(chord)

    def _hold(self, at: Fraction, length: Fraction) -> None:
        place = self._ends.pop(at, None)
        if place is None:
            raise CellError(
                "'.' lets the chord before go on, but none ends here: write '-' for no chord"
            )
        chord = self.chords[place]
        self.chords[place] = replace(chord, length_quarters=chord.length_quarters + length)
        self._ends[at + length] = place


@dataclass(frozen=True, slots=True)
class _Word:
    name: str
    at: Fraction | None
    length: Fraction | None
    sure_score: float


def _word(said: str) -> _Word:
    match = _TOKEN.fullmatch(said)
    if match is None or (match[2] is not None and match[3] is None):
        raise CellError(f"{said!r} is no chord I can read: write D, D:2 or D@17/2:2")
    length = None if match[3] is None else fraction(match[3])
    if length is not None and length <= 0:
        raise CellError(f"{said!r}: a length is above 0")
    at = None if match[2] is None else fraction(match[2])
    return _Word(match[1], at, length, 1.0 if match[4] is None else _sure(match[4]))


def _sure(said: str) -> float:
    try:
        return float(said)
    except ValueError:
        raise CellError(f"?{said} does not say how sure: a number from 0 to 1 would") from None
