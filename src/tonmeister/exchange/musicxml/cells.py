"""Times that can be printed: each beat straight or in triplets, whichever is nearer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tonmeister.exchange.musicxml.rhythm import TICKS, Beats, triplet

STEPS = (12, 8, 6, 4, 3, 2)
"""Sixteenths, triplets of sixteenths, 32nds and so on, the simplest first, in ticks."""
TRIPLETS = {8, 4, 2}


@dataclass(frozen=True, slots=True)
class Cell:
    """Three units in the time of two, from ``start`` to ``end`` in its bar."""

    start: int
    end: int

    @property
    def beats(self) -> Beats:
        """The cell as if each unit lasted as long as it is written."""
        return triplet((self.end - self.start) // 2)

    def written(self, at: int) -> int:
        """Return where a place in the cell lies as it is written."""
        return (at - self.start) * 3 // 2


def cell_length(beats: Beats) -> int:
    """Return what a triplet fills: a quarter, or an eighth where eighths are counted."""
    return TICKS if beats.even else beats.unit


def printable(points: Iterable[int], beats: Beats) -> dict[int, int]:
    """Return where each place of a bar is printed."""
    cells: dict[int, list[int]] = {}
    length = cell_length(beats)
    for point in points:
        cells.setdefault(point // length * length, []).append(point)
    out: dict[int, int] = {}
    for start, inside in cells.items():
        steps = [s for s in STEPS if length % s == 0] or [length]
        step = min(steps, key=lambda s: (_miss([p - start for p in inside], s), steps.index(s)))
        out |= {p: start + (p - start + step // 2) // step * step for p in inside}
    return out


def _miss(offsets: list[int], step: int) -> int:
    return sum(min(o % step, -o % step) for o in offsets)


def triplet_cells(points: Iterable[int], beats: Beats) -> list[Cell]:
    """Return which stretches of a bar are written as triplets; places are printable ones."""
    inner = set(points)
    length = cell_length(beats)
    out: list[Cell] = []
    at = 0
    while at < beats.length:
        wide = at + 2 * length
        if beats.even and wide <= beats.length and _broad(at, wide, inner, beats):
            out.append(Cell(at, wide))
            at = wide
            continue
        end = min(at + length, beats.length)
        if any((p - at) % 3 for p in inner if at < p < end):
            out.append(Cell(at, end))
        at = end
    return out


def _broad(start: int, end: int, points: set[int], beats: Beats) -> bool:
    """Are these two beats three quarters in a triplet?"""
    middle = (start + end) // 2
    inside = {p - start for p in points if start < p < end}
    thirds = inside and all(p % 16 == 0 for p in inside) and inside & {32, 64}
    whole = middle not in beats.strong and middle not in points
    paired = (start // TICKS) % 2 == 0 or len(beats.starts) % 2 == 1
    return bool(thirds) and whole and paired
