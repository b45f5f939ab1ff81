"""Chords as a grid of bars: ``| D | A/C# . . Bm | - G:3 |``, written and read, exactly.

In a cell stand chords, ``.`` (the chord before goes on) and ``-`` (no chord, also ``N.C.``). A
length in quarter notes may follow (``G:3/2``); what has none shares the rest of the bar evenly.
``%`` is the bar before once more. ``D@17/2:2`` stands anywhere: from quarter 17/2 on, two long;
``D?0.8`` says how sure it is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from tonmeister.model import ChartChord, ChordSymbol
from tonmeister.model.chart import LETTERS
from tonmeister.music.chord_kinds import KINDS
from tonmeister.music.chord_names import read_symbol

HOLD, NOTHING, AGAIN = ".", "-", "%"
SILENT = {"-", "N.C.", "NC", "N.C", "n.c."}
MOST_DOTS = 6
_NUMBER = re.compile(r"(-?\d{1,40})(?:/(\d{1,40}))?")
_TOKEN = re.compile(r"([^@?]+?)(?:@([-\d/]+))?(?::([-\d/]+))?(?:\?([\d.e-]+))?")
_EXACT = re.compile(r"([A-G])(#+|b+|)([^/]*)(?:/([A-G])(#+|b+|))?")


class CellError(ValueError):
    """A bar of a grid that cannot be read: one clear line."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A bar of the grid, in quarter notes."""

    start: Fraction
    end: Fraction
    beat: Fraction


def fraction(said: str) -> Fraction:
    """Read ``3/2``; raises ``CellError``."""
    match = _NUMBER.fullmatch(said.strip())
    if match is None or (match[2] is not None and int(match[2]) == 0):
        raise CellError(f"{said!r} is no length: write 2, 1/2 or 3/2 (in quarter notes)")
    return Fraction(int(match[1]), int(match[2] or 1))


def symbol_of(said: str) -> ChordSymbol:
    """Read a chord: our own names exactly, other ways to write them as players do."""
    match = _EXACT.fullmatch(said)
    if match is None or match[3] not in KINDS:
        return read_symbol(said)
    bass = None if match[4] is None else _fifths(match[4], match[5])
    return ChordSymbol(_fifths(match[1], match[2]), match[3], bass)


def _fifths(letter: str, signs: str) -> int:
    return LETTERS.index(letter) - 1 + 7 * (signs.count("#") - signs.count("b"))


def cell_texts(chords: Sequence[ChartChord], cells: Sequence[Cell]) -> list[str]:
    """Return the text of each cell, in reading order; every chord begins in one of them."""
    in_grid = _in_grid(chords, cells)
    return [_written(chords, in_grid, cell) for cell in cells]


def _in_grid(chords: Sequence[ChartChord], cells: Sequence[Cell]) -> list[bool]:
    """Say which chords fit the grid: after one another, and no bar missing below them."""
    runs: dict[Fraction, Fraction] = {}  # where an unbroken run of bars ends, by where it begins
    for cell in reversed(cells):
        runs[cell.start] = runs.get(cell.end, cell.end)
    starts = sorted(runs)
    out, free = [], starts[0] if starts else Fraction(0)
    for chord in chords:
        start, length = chord.start_quarters, chord.length_quarters
        bar = starts[max(0, bisect_right(starts, start) - 1)]
        fits = length > 0 and start >= free and start + length <= runs[bar]
        out.append(fits)
        free = start + length if fits else free
    return out


def _holds(cell: Cell, at: Fraction) -> bool:
    return cell.start <= at < cell.end


def _written(chords: Sequence[ChartChord], in_grid: Sequence[bool], cell: Cell) -> str:
    tokens: list[tuple[str, Fraction | None]] = []
    now = cell.start
    for chord, fits in zip(chords, in_grid, strict=True):
        start = chord.start_quarters
        end = start + chord.length_quarters
        sure = "" if chord.sure_score == 1.0 else f"?{chord.sure_score!r}"
        if not fits:
            if _holds(cell, start):
                tokens.append((f"{chord.symbol.name}@{start}:{chord.length_quarters}{sure}", None))
        elif start < cell.end and end > cell.start:
            if start > now:
                tokens.append((NOTHING, start - now))
            word = HOLD if start < cell.start else chord.symbol.name + sure
            now = min(end, cell.end)
            tokens.append((word, now - max(start, cell.start)))
    if now < cell.end:
        tokens.append((NOTHING, cell.end - now))
    return " ".join(_shared(tokens, cell))


def _shared(tokens: list[tuple[str, Fraction | None]], cell: Cell) -> list[str]:
    """Return the words of a bar, with lengths only where the ear for even beats needs them."""
    lengths = [length for _, length in tokens if length is not None]
    if len(set(lengths)) <= 1:
        return [word for word, _ in tokens]
    share = cell.beat
    beats = (cell.end - cell.start) / share
    if beats.denominator == 1 and beats <= MOST_DOTS and all(n % share == 0 for n in lengths):
        out = []
        for word, length in tokens:
            more = 0 if length is None else int(length / share) - 1
            out += [word, *[NOTHING if word == NOTHING else HOLD] * more]
        return out
    return [word if n is None else _with_length(word, n) for word, n in tokens]


def _with_length(word: str, length: Fraction) -> str:
    name, sure, score = word.partition("?")
    return f"{name}:{length}{sure}{score}"


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
