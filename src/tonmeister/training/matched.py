"""Making sounds equally loud, so that louder never gives the answer away."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tonmeister.signal import Samples, gain
from tonmeister.signal.level import FLOOR_DB, db
from tonmeister.signal.loudness import LoudnessMeter

LOUDEST_LUFS = -18.0
"""Where one listens; softer if one of the sounds would clip there."""
HIGHEST_DBTP = -1.0


def loudness_of(sound: Samples, rate_hz: int) -> float:
    """Return the integrated loudness of a sound."""
    meter = LoudnessMeter(rate_hz, peaks=False)
    meter.add(sound)
    return meter.integrated_lufs()


def matched(sounds: Mapping[str, Samples], rate_hz: int) -> dict[str, Samples]:
    """Return the sounds at one K-weighted loudness (BS.1770), none over -1 dBTP."""
    meters = {key: LoudnessMeter(rate_hz) for key in sounds}
    for key, sound in sounds.items():
        meters[key].add(sound)
    loud = {key: meter.integrated_lufs() for key, meter in meters.items()}
    room = [HIGHEST_DBTP - meters[key].true_peak_dbtp() + loud[key] for key in sounds]
    goal_lufs = min(LOUDEST_LUFS, *room)
    return {
        key: np.ascontiguousarray(sound * (gain(goal_lufs - loud[key])))
        if loud[key] > FLOOR_DB
        else sound
        for key, sound in sounds.items()
    }


def under_db(part: Samples, whole: Samples, rate_hz: int, wanted_db: float) -> Samples:
    """Return a part turned so that it lies this far under the whole in loudness."""
    now = loudness_of(part, rate_hz)
    return part * gain(loudness_of(whole, rate_hz) - wanted_db - now)


def side_under_mid_db(sound: Samples) -> float:
    """Return how far the side lies under the mid."""
    mid, side = sound[0] + sound[1], sound[0] - sound[1]
    return db(float(np.sqrt(np.mean(mid**2)))) - db(float(np.sqrt(np.mean(side**2))))
