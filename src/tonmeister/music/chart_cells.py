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
from dataclasses import dataclass
from fractions import Fraction

from tonmeister.model import ChartChord, ChordSymbol
from tonmeister.model.chart import LETTERS
from tonmeister.music.chord_kinds import KINDS
from tonmeister.music.chord_names import read_symbol

HOLD, NOTHING, AGAIN = ".", "-", "%"
SILENT = {"-", "N.C.", "NC", "N.C", "n.c."}
MOST_DOTS = 6
_NUMBER = re.compile(r"(-?\d{1,40})(?:/(\d{1,40}))?")
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
