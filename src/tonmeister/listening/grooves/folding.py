"""The pattern in the bars: how many bars until it comes again, and what is struck every time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from tonmeister.knowledge.grooves import LANES, Bar, Stroke

LENGTHS = (1, 2, 4)
_OFTEN = 0.5
_MOST_IN_A_ROLL = 9

Slot = tuple[int, Fraction, str]  # bar, place in the bar, lane


def folded(
    places: Sequence[tuple[Fraction, str, float]], bar_quarters: Fraction, step: Fraction
) -> tuple[Bar, ...]:
    """Return the one, two or four bars that describe all bars shortest.

    ``places``: (quarters from the first downbeat, lane, strength). A pattern costs a stroke for
    each of its strokes and for each stroke that a bar has more or less than it.
    """
    if not places:
        return ()
    slots: dict[Slot, list[float]] = defaultdict(list)
    for at, lane, velocity in places:
        bar = int(at // bar_quarters)
        slots[(bar, at - bar * bar_quarters, lane)].append(velocity)
    first, last = min(b for b, _, _ in slots), max(b for b, _, _ in slots)
    count = last - first + 1
    best: tuple[int, dict[Slot, list[list[float]]], int] | None = None
    for length in LENGTHS:
        if length > count:
            break
        cells: dict[Slot, list[list[float]]] = defaultdict(list)
        for (bar, at, lane), heard in slots.items():
            cells[(bar % length, at, lane)].append(heard)
        cost = 0
        for (bar, _, _), heard_in in cells.items():
            turns = len([b for b in range(first, last + 1) if b % length == bar])
            cost += min(len(heard_in), turns - len(heard_in) + 1)
        if best is None or cost < best[0]:
            best = (cost, cells, length)
    assert best is not None
    _, cells, length = best
    return tuple(_bar(cells, n, first, last, length, step) for n in range(length))


def _bar(
    cells: dict[Slot, list[list[float]]], n: int, first: int, last: int, length: int, step: Fraction
) -> Bar:
    turns = max(1, len([b for b in range(first, last + 1) if b % length == n]))
    strokes = [
        Stroke(
            at_quarters=at, length_quarters=step, lane=lane,
            velocity=float(np.clip(np.mean([v for heard in turn for v in heard]), 0.01, 1.0)),
        )
        for (bar, at, lane), turn in cells.items()
        if bar == n and len(turn) >= _OFTEN * turns
    ]  # fmt: skip
    whole = [s for lane in dict.fromkeys(s.lane for s in strokes)
             for s in rolled([s for s in strokes if s.lane == lane], step)]  # fmt: skip
    return tuple(sorted(_on_steps(whole, step), key=lambda s: (s.at_quarters, LANES.index(s.lane))))


def _on_steps(strokes: Sequence[Stroke], step: Fraction) -> list[Stroke]:
    """Put what is part of no roll on its nearest step, where that is free."""
    taken = {(s.lane, s.at_quarters) for s in strokes if s.at_quarters % step == 0}
    out = [s for s in strokes if s.at_quarters % step == 0]
    for s in strokes:
        place = (s.at_quarters / step).__floor__() * step
        if s.at_quarters % step and (s.lane, place) not in taken:
            taken.add((s.lane, place))
            out.append(replace(s, at_quarters=place))
    return out


def rolled(strokes: Sequence[Stroke], step: Fraction) -> list[Stroke]:
    """Return a lane's strokes with even runs between the steps written as rolls."""
    left = {s.at_quarters: s for s in strokes}
    out = []
    for at in sorted(left):
        if at not in left:
            continue
        best: list[Fraction] = [at]
        held = 1
        for steps in (1, 2, 4):
            inside = [a for a in sorted(left) if at <= a < at + steps * step]
            even = [at + steps * step * n / len(inside) for n in range(len(inside))]
            if (
                inside == even
                and len(best) < len(inside) <= _MOST_IN_A_ROLL
                and any(a % step for a in inside)
            ):
                best, held = inside, steps
        hardest = max(left[a].velocity for a in best)
        for a in best:
            del left[a]
        out.append(
            Stroke(at_quarters=at, length_quarters=held * step, lane=strokes[0].lane,
                   velocity=hardest, roll_count=len(best))
        )  # fmt: skip
    return out
