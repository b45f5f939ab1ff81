"""Hum in one recording, also where the mains drift."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.sound_hum import LEAST_S, MAINS_HZ, Hum, hum_of
from tonmeister.signal.restore.hum import followed

Real = NDArray[np.float64]

FOLLOWED_DB = 80.0
"""Whoever follows finds more than who stands still: so more is asked of it."""


def hum_in(low: Real, rate_hz: float) -> Hum | None:
    """Return the hum of a recording, heard as ``sound_hum`` hears it.

    ``low`` is the sound under 800 Hz. Where the mains wander, no line stands still: so the
    recording is also played at the mains' own pace, as a wandering tape would be, and heard
    again. The comb that stands out most is it (a drifting 60 Hz can look like a steady 50 Hz).
    """
    if low.size < LEAST_S * rate_hz or not low.any():
        return None
    steady = hum_of(low, rate_hz)
    found = [] if steady is None else [steady]
    for mains_hz in MAINS_HZ:
        track, step_s = followed(low, rate_hz, mains_hz)
        hum = hum_of(_at_pace(low, rate_hz, track, step_s, mains_hz), rate_hz)
        if hum is not None and hum.score_db > FOLLOWED_DB and abs(hum.hum_hz - mains_hz) < 1.0:
            found.append(hum)
    return max(found, key=lambda hum: hum.score_db, default=None)


def _at_pace(low: Real, rate_hz: float, track: Real, step_s: float, mains_hz: float) -> Real:
    """Return the sound with its clock set by the mains: what followed them now stands still."""
    moments = np.arange(low.size) / rate_hz
    pace = np.interp(moments, np.arange(track.size) * step_s, track) / mains_hz
    clock = np.concatenate([[0.0], np.cumsum(pace)[:-1]])
    places = np.interp(np.arange(int(clock[-1]) + 1), clock, np.arange(low.size))
    left = np.clip(places.astype(np.int64), 1, low.size - 3)
    share = places - left
    a, b, c, d = (low[left + i] for i in (-1, 0, 1, 2))
    return np.asarray(
        b
        + 0.5
        * share
        * (c - a + share * (2 * a - 5 * b + 4 * c - d + share * (3 * (b - c) + d - a)))
    )
