"""Four parts for strings: each in its range, none crossing, no fifths or octaves in a row."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import combinations

from tonmeister.model import ChordSymbol
from tonmeister.music.chord_kinds import bass_class, semitones, tone_classes
from tonmeister.music.voicing.limits import muddy
from tonmeister.music.voicing.tones import interval_of

PARTS = ("cello", "viola", "violin-2", "violin-1")
Ranges = tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]]
"""Lowest and highest key of each part, cello first."""
Four = tuple[int, int, int, int]


@cache
def four_parts(
    symbol: ChordSymbol, near: Four | None, ranges: Ranges, top: int | None = None
) -> Four:
    """Return cello, viola, second and first violin on a chord, moving least from ``near``.

    ``top`` gives the first violin its note (the melody); without it the violin finds its own.
    Where nothing fits with all that is wanted, the nearest that keeps ranges and order is taken.
    """
    tones = set(tone_classes(symbol))
    rows: list[list[int]] = []
    for n, (low, high) in enumerate(ranges):
        wanted = {bass_class(symbol)} if n == 0 else tones
        row = [p for p in range(low, high + 1) if p % 12 in wanted]
        if near is not None:
            row = sorted(row, key=lambda p: abs(p - near[n]))[: 3 if n == 0 else 4]
        rows.append(row)
    if top is not None:
        rows[3] = [top]
    best: tuple[float, Four] | None = None
    for cello in rows[0]:
        for viola in rows[1]:
            if viola <= cello:
                continue
            for second in rows[2]:
                if second <= viola:
                    continue
                for first in rows[3]:
                    if first > second:
                        four = (cello, viola, second, first)
                        row_ = (_costs(symbol, four, near, ranges, top), four)
                        best = row_ if best is None or row_ < best else best
    if best is None and top is not None:
        under = tuple((low, min(high, top - 4 + n)) for n, (low, high) in enumerate(ranges[:3]))
        return _under(symbol, under, top)
    if best is None:
        return four_parts(symbol, None, ranges)
    return best[1]


def _under(symbol: ChordSymbol, ranges: Sequence[tuple[int, int]], top: int) -> Four:
    """Return the widest chord under a low melody note."""
    out: list[int] = []
    floor = 0
    for n, (low, high) in enumerate(ranges):
        wanted = {bass_class(symbol)} if n == 0 else set(tone_classes(symbol))
        fits = [p for p in range(max(low, floor + 1), high + 1) if p % 12 in wanted]
        out.append(fits[0] if fits else max(low, floor + 1))
        floor = out[-1]
    return (out[0], out[1], out[2], top)


def _costs(
    symbol: ChordSymbol, four: Four, near: Four | None, ranges: Ranges, top: int | None
) -> float:
    paid = 3.0 * muddy(four)
    if near is not None:
        moves = [abs(a - b) for a, b in zip(four, near, strict=True)]
        paid += 0.5 * moves[0] + 1.6 * (moves[1] + moves[2]) + moves[3]
        paid += 2.0 * sum(m > 5 for m in moves[1:])
        paid += 12.0 * _parallels(near, four)
    for pitch, (low, high) in zip(four, ranges, strict=True):
        paid += 0.06 * abs(pitch - (low + 0.45 * (high - low)))
    said = {p % 12 for p in four}
    third, seventh = interval_of(symbol, "third"), interval_of(symbol, "seventh")
    paid += 6.0 * (third not in said) + 5.0 * (seventh not in said)
    paid += 2.0 * (semitones(symbol.root_fifths) not in said)
    held = [p % 12 for p in four]
    paid += 3.0 * (held.count(third) > 1)
    paid += 0.5 * max(0, four[3] - four[2] - 12) + 0.5 * max(0, four[2] - four[1] - 12)
    return paid


def _parallels(before: Four, after: Four) -> int:
    """Return how many pairs of parts move together in fifths or octaves."""
    count = 0
    for one, other in combinations(range(4), 2):
        was, now = before[other] - before[one], after[other] - after[one]
        moved = before[one] != after[one] and before[other] != after[other]
        count += moved and was % 12 == now % 12 and now % 12 in (0, 7)
    return count
