"""Hear hiss or hum of the room under the playing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.listening.bands import db, db1, whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding

CLEAN_DB, NOISY_DB = 45.0, 30.0
NEVER_RESTS = ("pad", "effects", "organ", "overheads", "drum room", "drums", "hi-hat", "percussion")
FLOOR_PERCENT, STEADY_DB = 8.0, 4.0
"""The quietest 8 % must be steady: what fades away is music."""

PLAYING_DB = 15.0
SILENT_DBFS = -90.0
LEAST_STEPS = 100


@check(
    "recording/noise",
    title="Noise",
    hears="the quietest 8 % of what is not digital silence, if it is steady, against the playing",
    matters="noise adds up over tracks and comes up with every compressor",
    by_ear="listen to a pause, 20 dB louder than is polite",
    source="45 dB under the playing: house practice",
    fix="fades or a gate between phrases, and a gentle de-noiser only if it is still heard",
    when="tracks",
)
def noise(heard: Heard) -> Iterator[Finding]:
    """Find tracks whose pauses are noisy; drums and beds, which have none, are left out."""
    for name, features in heard.strips.items():
        if heard.roles.get(name) in NEVER_RESTS or not features.active.any():
            continue
        level = db(features.left_right.mean(axis=0))
        sounding = level[level > SILENT_DBFS]
        if sounding.size < LEAST_STEPS:
            continue
        lowest, floor = (float(v) for v in np.percentile(sounding, [1, FLOOR_PERCENT]))
        under = db1(features.left_right.mean(axis=0)[features.active].mean()) - floor
        if floor - lowest > STEADY_DB or not 0.0 < under < CLEAN_DB or under < PLAYING_DB:
            continue
        yield found(
            name,
            whole(heard.song.length_s),
            weight="note" if under < NOISY_DB else "info",
            confidence=0.6,
            noise_floor_dbfs=floor,
            under_playing_db=under,
            usual_low_db=CLEAN_DB,
        )
