"""How loud a phrase is within its take, and how it moves, against the other takes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.takes.criteria.declare import Mark, criterion
from tonmeister.listening.takes.criteria.evidence import Evidence, against_median

Real = NDArray[np.float64]

LEAST_FRAMES = 5
PLAYING_DB = 30.0


@criterion(
    "dynamics",
    title="Dynamics",
    hears="the level of each phrase within its take, and the range inside it, against the arc "
    "that the takes have in common",
    matters="a phrase that falls out of the arc has to be ridden, or does not fit in a comp",
    source="house measure",
)
def dynamics(known: Evidence) -> Iterator[Mark]:
    """Measure level and range of each phrase; the gain of a whole take does not matter."""
    level = np.full((len(known.numbers), len(known.aligned.phrases)), np.nan)
    spread = level.copy()
    for row, column, number, phrase in known.cells():
        frames = known.frames[number]
        part = known.part_of(number, phrase)
        if part is None:
            continue
        here = frames.level_db[frames.part(*part)]
        here = here[here > here.max(initial=-99.0) - PLAYING_DB]
        if here.size >= LEAST_FRAMES:
            level[row, column] = 10.0 * np.log10(np.mean(10.0 ** (here / 10.0)))
            spread[row, column] = np.subtract(*np.percentile(here, [90, 15]))
    arc, wider = against_median(_own(level)), against_median(spread)
    for row, column, number, phrase in known.cells():
        facts = {
            "level_dbfs": level[row, column],
            "louder_db": arc[row, column],
            "level_off_db": abs(arc[row, column]),
            "range_db": spread[row, column],
            "flatter_db": max(0.0, -wider[row, column]),
        }
        if np.isfinite(level[row, column]):
            known_facts = {name: float(v) for name, v in facts.items() if np.isfinite(v)}
            yield Mark(take=number, phrase=phrase.number, facts=known_facts)


def _own(level: Real) -> Real:
    """Take each take's own gain off: its median over the phrases it has."""
    usual = [np.median(r[np.isfinite(r)]) if np.isfinite(r).any() else 0.0 for r in level]
    return np.asarray(level - np.array(usual)[:, None], np.float64)
