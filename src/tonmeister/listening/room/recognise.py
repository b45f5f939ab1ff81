"""Whether a recording is one bang that dies away: a clap, a balloon, an impulse response."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]
Kind = Literal["impulse", "several", "other", "silent"]

FRAME_S = 0.02
QUIET_DB, STILL_DB, AGAIN_DB = 15.0, 6.0, 9.0
LONGEST_AT_TOP_S = 1.5
MOST_LOUD = 0.25
"""Bangs are short: a sound that is near its loudest for longer is something else."""

TOP, LEAST_TOPS, TOP_FRAMES = 0.985, 5, 3


def recognise(sound: Real, rate_hz: int) -> Kind:
    """Say whether one channel is a single bang that dies away.

    One: quiet before (15 dB under the loudest 20 ms), no second rise, and it falls. Of several,
    others come within 9 dB of the loudest, with quiet between.
    """
    hop = round(FRAME_S * rate_hz)
    count = max(sound.size // hop, 1)
    power = np.array([float(np.mean(part**2)) for part in np.array_split(sound, count)])
    if power.max(initial=0.0) < 1e-12:
        return "silent"
    level_db = 10.0 * np.log10(power / power.max() + 1e-15)
    top = int(level_db.argmax())
    before, after = level_db[: max(top - 5, 0)], level_db[top:]
    fell = np.minimum.accumulate(after) < -QUIET_DB
    fell_before = np.minimum.accumulate(before[::-1]) < -QUIET_DB
    if (fell & (after > -AGAIN_DB)).any() or (fell_before & (before[::-1] > -AGAIN_DB)).any():
        return "several" if np.mean(level_db > -QUIET_DB) < MOST_LOUD else "other"
    if (before > -QUIET_DB).any() or after[-1] > -QUIET_DB:
        return "other"
    falls = np.flatnonzero(after < -STILL_DB)
    return "impulse" if falls.size and falls[0] * FRAME_S <= LONGEST_AT_TOP_S else "other"


def clipped_tops(sound: Real) -> int:
    """Count the tops that are shaved flat at full scale (one channel)."""
    highest = float(np.abs(sound).max(initial=0.0))
    if highest < TOP:
        return 0
    flat = np.abs(sound) >= highest * (1.0 - 1e-4)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flat.astype(np.int8), [0]])))
    return int(np.sum(edges[1::2] - edges[::2] >= TOP_FRAMES))
