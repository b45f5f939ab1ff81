"""How far the tops of a band stand over its middle, from moment to moment, against like music."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from tonmeister.listening.dynamics_local import Twins

Real = NDArray[np.float64]
AROUND_STEPS = 100
TOP_PERCENT, MIDDLE_PERCENT = 98.0, 50.0
LEAST_DB = 0.5


def tops_db(twin: Twins, level_db: Real) -> Real:
    """Return how far the highest 10 ms of two seconds stand over the middle ones, per moment."""
    around = np.pad(level_db, AROUND_STEPS, mode="edge")
    windows = twin.per_moment(sliding_window_view(around, 2 * AROUND_STEPS + 1))
    high, middle = np.percentile(windows, [TOP_PERCENT, MIDDLE_PERCENT], axis=1)
    return np.asarray(np.maximum(high - middle, LEAST_DB), np.float64)


def halved(twin: Twins, tops: Real) -> Real:
    """Return by how many halvings the tops are lower than usual, per moment.

    Usual is half what like moments elsewhere have, half what the middle of the song has.
    """
    log = np.log2(tops)
    song = float(np.median(log[twin.song.on])) if twin.song.on.any() else 0.0
    usual = (song + np.median(log[twin.like], axis=1)) / 2.0
    return np.where(twin.song.on, usual - log, 0.0)
