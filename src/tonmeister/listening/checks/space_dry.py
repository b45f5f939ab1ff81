"""Hear a track that stands in no room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tonmeister.knowledge.placement import placement
from tonmeister.listening.bands import db, smooth, whole
from tonmeister.listening.check import check, found
from tonmeister.listening.features import HOP_S
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import playing
from tonmeister.model import Finding

DRY_DECAY_S = 0.9
NARROW_DB = -18.0
FALL_DB = 20.0
LEAST_ENDS = 4


def decay_s(power: NDArray[np.float32]) -> tuple[float, int]:
    """Return how long the sound takes to fall by 60 dB after it stops, and how often it stopped.

    Measured on falls of 20 dB from within 12 dB of the loud moments that nothing interrupts, from
    power every 0.1 s: a tail shorter than 0.3 s cannot be told from none. Half of the falls are
    faster; 0 if there was no fall.
    """
    level = db(smooth(power, 1))
    if level.size < 10:
        return 0.0, 0
    loud = level > np.percentile(level, 90) - 12.0
    falls = []
    for start in np.flatnonzero(loud[:-1] & (level[1:] < level[:-1] - 1.5)):
        after = level[start : start + 16]
        under = np.flatnonzero(after <= after[0] - FALL_DB)
        if under.size and (np.diff(after[: under[0] + 1]) < 1.0).all():
            falls.append(under[0] * HOP_S * 60.0 / FALL_DB)
    return (float(np.median(falls)), len(falls)) if falls else (0.0, 0)


@check(
    "space/dry",
    title="Dry",
    hears="how fast a track falls silent, and how much of it is in the side",
    matters="parts that share a room sound like a band; dry ones like a collection",
    by_ear="the singer stands in a cupboard, or right on the speaker's cloth",
    source="0.9 s and -18 dB side to middle: house practice",
    when="tracks",
)
def dry(heard: Heard) -> Iterator[Finding]:
    """Find tracks without a room of their own, among those that usually stand in one."""
    for name, features in playing(heard).items():
        place = placement(heard.roles[name])
        if place.room_db is None and place.plate_db is None:
            continue
        mid, side = (float(p) for p in features.power.sum(axis=(1, 2), dtype=np.float64))
        apart = max(float(db(side)) - float(db(mid)), -60.0)
        tail, ends = decay_s(features.k_power)
        if apart > NARROW_DB or (ends >= LEAST_ENDS and tail > DRY_DECAY_S):
            continue
        told = found(
            name,
            whole(heard.song.length_s),
            weight="info",
            confidence=0.7 if ends >= LEAST_ENDS else 0.5,
            side_mid_db=apart,
            endings_count=ends,
            usual_high_s=DRY_DECAY_S,
        )
        known = {"decay_s": round(tail, 3)} if ends >= LEAST_ENDS else {}
        yield replace(told, facts={**told.facts, **known})
