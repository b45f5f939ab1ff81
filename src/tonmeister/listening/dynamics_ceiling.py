"""A ceiling: the loudest moments all reach the same height, as after a compressor."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from tonmeister.listening.dynamics_fine import Fine
from tonmeister.listening.dynamics_fronts import peaks_db
from tonmeister.listening.dynamics_local import Twins

Real = NDArray[np.float64]
AROUND_STEPS = 200
TOP_PERCENT, UNDER_PERCENT = 98.0, 80.0
LEAST_DB = 0.2


def ceiling_db(twin: Twins, levels: Fine, band: int) -> Real:
    """Return how far the highest 10 ms of 4 s stand over the fifth highest part, at each moment.

    Music reaches different heights; under a ceiling the two come together.
    """
    around = np.pad(peaks_db(levels, band), AROUND_STEPS, mode="edge")
    windows = sliding_window_view(around, 2 * AROUND_STEPS + 1)
    top, under = np.percentile(twin.per_moment(windows), [TOP_PERCENT, UNDER_PERCENT], axis=1)
    return np.asarray(np.maximum(top - under, LEAST_DB), np.float64)


def lowered(twin: Twins, ceiling: Real) -> Real:
    """Return by how many halvings a ceiling lies closer than usual at each moment.

    Usual is half what like moments have, half what the middle of the song has.
    """
    log = np.log2(ceiling)
    song = float(np.median(log[twin.song.on])) if twin.song.on.any() else 0.0
    likes = np.median(log[twin.like], axis=1)
    return np.where(twin.song.on, (song + likes) / 2.0 - log, 0.0)
