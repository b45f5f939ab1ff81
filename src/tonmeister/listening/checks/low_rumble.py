"""Hear what lies under an instrument and does not belong to it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tonmeister.knowledge.placement import placement
from tonmeister.listening.bands import db, db1, whole, within
from tonmeister.listening.check import check, found
from tonmeister.listening.features import BANDS_HZ
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import playing
from tonmeister.model import Finding

NOTE_DB, INFO_DB, DEEP_INFO_DB = -25.0, -40.0, -30.0
DEEP_HZ = 60.0
"""Under this corner the ear needs 10 dB more to care."""

HIGHER = 2.0
"""A clearly pitched track may raise the corner to this many times the role's own, no more."""

UNDER_PITCH = 0.75
TOGETHER_SCORE = 0.5
"""Rumble does its own thing; a low note comes and goes with its overtones."""


def belongs(power: NDArray[np.float32], corner_hz: float) -> bool:
    """Return whether what lies under the corner is music: strong, and moving with the rest."""
    below = within(20.0, corner_hz * 0.8)
    low, rest = db(below @ power), db((1.0 - below) @ power)
    sounding = rest > rest.max() - 50.0
    if low.max() < rest.max() - 25.0 or sounding.sum() < 20:
        return False
    moves = np.std(low[sounding]), np.std(rest[sounding])
    if min(moves) < 0.5:
        return False
    return float(np.corrcoef(low[sounding], rest[sounding])[0, 1]) > TOGETHER_SCORE


@check(
    "low/rumble",
    title="Rumble",
    hears="power below the lowest note the instrument plays, against the whole track",
    matters="rumble, steps and wind of many tracks add up and eat the room of bass and kick",
    by_ear="high-pass the track: if nothing is missing but the mud, it was rumble",
    source="lowest note by role (balance.toml) or as sung; -40 dB: house practice",
    fix="a high-pass at the corner named",
)
def rumble(heard: Heard) -> Iterator[Finding]:
    """Find tracks with something under their own range; where to cut is among the facts."""
    for name, features in playing(heard).items():
        corner = placement(heard.roles[name]).corner_hz
        lowest = features.facts.get("pitch_low_hz", 0.0)
        if features.facts.get("pitched_percent", 0.0) > 40.0 and lowest > 0.0:
            corner = max(corner, min(lowest * UNDER_PITCH, corner * HIGHER))
        over_time = features.power[0] + features.power[1]
        power = over_time[:, features.active].mean(axis=1)
        whole_power = float(power.sum())
        if belongs(over_time, corner):
            corner = min(corner, float(np.interp(0.003, np.cumsum(power) / whole_power, BANDS_HZ)))
        below = float(within(20.0, corner * 0.8) @ power)
        under = db1(below / max(whole_power, 1e-20))
        least = DEEP_INFO_DB if corner < DEEP_HZ else INFO_DB
        if under < least or db1(below) < -80.0:
            continue
        yield found(
            name,
            whole(heard.song.length_s),
            weight="note" if under > NOTE_DB else "info",
            rumble_db=under,
            rumble_dbfs=db1(below),
            corner_hz=corner,
            role=heard.roles[name],
        )
