"""Another beat of the same kind: lanes borrowed from the groove's other patterns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tonmeister.knowledge.grooves import LANES, Bar, Groove, Pattern, Stroke

BACKBEAT = frozenset({"snare", "clap", "side-stick"})
GHOST = 0.45
"""Softer strokes than this may come and go; harder ones carry the pattern."""
_BORROW, _DROP, _ADD = 0.5, 0.3, 0.5


def varied(groove: Groove, number: int) -> Groove:
    """Return the groove with other patterns of the same kind; 0 is the groove itself.

    Each pattern keeps its backbeat. Its other lanes may be those of another pattern in the same
    meter; soft strokes come and go. No stroke stands where none of the groove's patterns has one
    in that lane, so whatever comes out is of the style. Deterministic.
    """
    if number == 0:
        return groove
    out = []
    for n, one in enumerate(groove.patterns):
        others = [p for p in groove.patterns if _like(p, one)]
        rng = np.random.default_rng((number, n, 11))
        out.append(_varied(one, others, rng) if one.use == "bar" else one)
    return replace(groove, patterns=tuple(out))


def _like(a: Pattern, b: Pattern) -> bool:
    return (a.beats, a.unit, a.use, a.triplets) == (b.beats, b.unit, b.use, b.triplets)


def _varied(one: Pattern, others: Sequence[Pattern], rng: np.random.Generator) -> Pattern:
    lanes = [lane for lane in LANES if any(s.lane == lane for bar in one.bars for s in bar)]
    count = max(len(p.bars) for p in others)
    rows: list[list[Stroke]] = [[] for _ in range(count)]
    for lane in lanes:
        have = [p for p in others if any(s.lane == lane for bar in p.bars for s in bar)]
        take = one
        if lane not in BACKBEAT and rng.random() < _BORROW:
            take = have[int(rng.integers(len(have)))]
        shift = int(rng.integers(len(take.bars))) if lane not in BACKBEAT else 0
        for n in range(count):
            own = [s for s in take.bars[(n + shift) % len(take.bars)] if s.lane == lane]
            known = [s for p in have for bar in p.bars for s in bar if s.lane == lane]
            rows[n] += _ghosts(own, known, rng)
    bars = tuple(_playable(row) for row in rows)
    return replace(one, name=f"{one.name}, varied", bars=bars)


def _ghosts(own: list[Stroke], known: list[Stroke], rng: np.random.Generator) -> list[Stroke]:
    """Drop some of the soft strokes, and add one from where another pattern has one."""
    kept = [s for s in own if s.velocity >= GHOST or rng.random() >= _DROP]
    taken = [(s.at_quarters, s.at_quarters + s.length_quarters) for s in kept]
    free = [
        s for s in known
        if s.velocity < GHOST and s.roll_count == 1
        and not any(start <= s.at_quarters < end for start, end in taken)
    ]  # fmt: skip
    if free and rng.random() < _ADD:
        kept.append(free[int(rng.integers(len(free)))])
    return kept or own


def _playable(row: list[Stroke]) -> Bar:
    """Return a bar in order, with no closed hat under an open one."""
    opened = {s.at_quarters for s in row if s.lane == "hat-open"}
    some = [s for s in row if s.lane != "hat" or s.at_quarters not in opened]
    return tuple(sorted(some, key=lambda s: (s.at_quarters, LANES.index(s.lane))))
