"""From chosen takes to the regions of a comp: where each begins and ends, and how they meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.takes.aligned import AlignedTakes
from tonmeister.listening.takes.seams import Cut, Seams
from tonmeister.model import Crossfade, Region, clock
from tonmeister.producer.takes.choose_units import Unit

HELD_FADE_MS = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which take sings each unit (``path``), what each unit costs in each take ``costs`` [units,
    takes] and the gain of each unit.
    """

    aligned: AlignedTakes
    seams: Seams
    units: Sequence[Unit]
    takes: Sequence[int]
    costs: NDArray[np.float64]
    path: Sequence[int]
    gains: Sequence[float]


def laid_out(
    choice: Choice,
) -> tuple[list[Region], list[Crossfade], list[str]]:
    """Return the regions (without reasons), how they meet, and what must be said about it."""
    groups = _groups(choice)
    cuts = [_join(choice, group[0]) for group in groups[1:]]
    start_s, end_s = _ends(choice)
    edges = [start_s, *(c.at_s for c in cuts), end_s]
    edges = list(np.maximum.accumulate(edges))
    regions = [
        _region(choice, group, number, float(a), float(b))
        for group, number, a, b in zip(
            groups, _numbers(choice, groups), edges[:-1], edges[1:], strict=True
        )
    ]
    fades, notes = [], []
    for cut, left, right in zip(cuts, regions[:-1], regions[1:], strict=True):
        if (left.take, left.gain_db) != (right.take, right.gain_db):
            fades.append(
                Crossfade(at_s=cut.at_s, length_ms=cut.length_ms, level_dbfs=cut.level_dbfs)
            )
        if left.take != right.take and not cut.free:
            notes.append(
                f"{clock(cut.at_s)}: the cut from take {left.take} to take {right.take} lies in a "
                f"sung note ({cut.at_s:.2f} s)"
            )
    return regions, fades, notes


def _groups(choice: Choice) -> list[list[int]]:
    """Put units together that one take sings in one phrase, and those of one held region."""
    groups: list[list[int]] = []
    for i, unit in enumerate(choice.units):
        if i and _one(choice.units[i - 1], unit, choice.path[i - 1] == choice.path[i]):
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def _one(before: Unit, unit: Unit, same_take: bool) -> bool:
    """Whether two units are one region: in one held region, or in one take and phrase."""
    if before.held is not None or unit.held is not None:
        return before.held is unit.held
    return same_take and before.phrase == unit.phrase


def _join(choice: Choice, at: int) -> Cut:
    """Return how a unit joins the one before it."""
    left, right = choice.path[at - 1], choice.path[at]
    unit, before = choice.units[at], choice.units[at - 1]
    if unit.border is not None:
        return unit.border.cut(left, right)
    edge_s = unit.edge_s if unit.edge_s is not None else 0.5 * (before.end_s + unit.start_s)
    seams = choice.seams
    level = max(seams.level_dbfs(n, edge_s) for n in (left, right))
    sung = any(seams.sung(n, edge_s) for n in (left, right))
    return Cut(edge_s, round(level, 2), HELD_FADE_MS, not sung, True)


def _ends(choice: Choice) -> tuple[float, float]:
    """Return where the comp begins and ends: as its first and last take do, or as it is held."""
    first, last = choice.units[0], choice.units[-1]
    start_s, _ = choice.seams.reach_s[choice.path[0]]
    _, end_s = choice.seams.reach_s[choice.path[-1]]
    if first.held is not None:
        start_s = first.held.start_s
    if last.held is not None:
        end_s = last.held.end_s
    return max(0.0, start_s), end_s


def _region(
    choice: Choice, group: Sequence[int], named: str, start_s: float, end_s: float
) -> Region:
    unit = choice.units[group[0]]
    phrase = next(p for p in choice.aligned.phrases if p.number == unit.phrase)
    share = sum(choice.units[i].share for i in group)
    costs = choice.costs[list(group)].sum(axis=0) / share
    mine = choice.takes.index(choice.path[group[0]])
    others = [
        (float(c), n) for i, (c, n) in enumerate(zip(costs, choice.takes, strict=True)) if i != mine
    ]
    runner_up = min(others, default=(0.0, 0))
    here = float(costs[mine])
    held = unit.held
    return Region(
        id=named,
        phrase=unit.phrase,
        take=choice.path[group[0]],
        start_s=round(start_s, 6),
        end_s=round(end_s, 6),
        reason="",
        words=phrase.words,
        bars=phrase.bars,
        cost_score=round(here, 4),
        runner_up=runner_up[1],
        runner_up_score=round(runner_up[0] - here, 4) if others else 0.0,
        gain_db=held.gain_db if held else choice.gains[group[0]],
        hold=held is not None,
    )


def _numbers(choice: Choice, groups: Sequence[Sequence[int]]) -> list[str]:
    """Name the regions: by phrase, and by number where a phrase has several."""
    phrases = [choice.units[g[0]].phrase for g in groups]
    seen: dict[int, int] = {}
    names = []
    for phrase in phrases:
        seen[phrase] = seen.get(phrase, 0) + 1
        part = choice.aligned.part.name
        several = phrases.count(phrase) > 1
        names.append(f"{part}/{phrase}" + (f".{seen[phrase]}" if several else ""))
    return names
