"""How quiet it is around a phrase."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.listening.takes.criteria.declare import Mark, criterion
from tonmeister.listening.takes.criteria.evidence import Evidence

NEAR_S, LEAST_FRAMES = 4.0, 5
LOWEST_DBFS = -110.0


@criterion(
    "noise",
    title="Noise",
    hears="the quietest tenth of the pauses within four seconds of a phrase; without pauses "
    "nothing is said",
    matters="a compressed vocal brings what lies between its lines up by 10 to 20 dB",
    source="house measure",
)
def noise(known: Evidence) -> Iterator[Mark]:
    """Measure the floor around each phrase and how far it lies under the phrase."""
    for number in known.numbers:
        frames = known.frames[number]
        level, pause = frames.level_db, ~frames.sung
        parts = {p.number: known.part_of(number, p) for p in known.aligned.phrases}
        for part in parts.values():
            if part is not None:
                pause[frames.part(part[0] - 0.1, part[1] + 0.1)] = False
        for phrase, part in parts.items():
            if part is None:
                continue
            near = frames.part(part[0] - NEAR_S, part[1] + NEAR_S)
            around, here = level[near][pause[near]], level[frames.part(*part)]
            if around.size < LEAST_FRAMES or not here.size:
                continue
            floor = max(LOWEST_DBFS, float(np.percentile(around, 10)))
            loud = 10.0 * np.log10(np.mean(10.0 ** (here / 10.0)))
            yield Mark(take=number, phrase=phrase, facts={
                "floor_dbfs": floor, "noise_under_db": max(0.0, float(loud) - floor),
            })  # fmt: skip
