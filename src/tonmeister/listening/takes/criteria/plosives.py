"""Plosives: air that hits the microphone, a thump under the voice."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.listening.takes.criteria.declare import Mark, criterion, moment
from tonmeister.listening.takes.criteria.evidence import Evidence
from tonmeister.listening.takes.criteria.frames import FLOOR, HOP_S, LOWEST
from tonmeister.model import Finding

UNDER_DB = 6.0
"""A thump comes within so much of the voice's loud moments, below any voice (80 Hz)."""
STANDS_OUT_DB = 15.0
APART_FRAMES = 6


@criterion(
    "plosives",
    title="Plosives",
    hears="short thumps below 80 Hz that come near the level of the voice itself",
    matters="a p that hits the membrane makes every compressor duck",
    source="house measure; a fault is planted in the tests",
    kinds=("voice",),
)
def plosives(known: Evidence) -> Iterator[Mark]:
    """Count the thumps of each phrase."""
    for number in known.numbers:
        frames = known.frames[number]
        strip = known.aligned.heard[number].take.name
        low = 10.0 * np.log10(frames.power[:, LOWEST].sum(axis=1) + FLOOR)
        found: dict[int, list[Finding]] = {p.number: [] for p in known.aligned.phrases}
        if frames.sung.any():
            loud = float(np.percentile(frames.level_db[frames.sung], 75))
            floor = float(np.median(low[frames.sung]))
            last = -APART_FRAMES
            for i in np.flatnonzero((low > loud - UNDER_DB) & (low > floor + STANDS_OUT_DB)):
                if i - last >= APART_FRAMES:
                    at_s = known.reference_s(number, float(i) * HOP_S)
                    phrase = known.phrase_at(at_s)
                    if phrase is not None:
                        found[phrase.number].append(
                            moment("plosive", strip, at_s, at_s + 0.08,
                                   over_db=float(low[i]) - floor)
                        )  # fmt: skip
                last = int(i)
        for phrase_number, heard in found.items():
            yield Mark(take=number, phrase=phrase_number, findings=tuple(heard),
                       facts={"plosives_count": float(len(heard))})  # fmt: skip
