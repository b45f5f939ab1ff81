"""How strokes begin: each front against what is before it and the body that follows."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from tonmeister.listening.dynamics_fine import Fine
from tonmeister.listening.dynamics_local import Twins

Real = NDArray[np.float64]
BEFORE, BODY = (-8, -1), (4, 14)
"""A front stands over the 80 ms before it and over the body from 40 to 140 ms after it."""
AROUND_STEPS = 120
BEST = 8
NOT_A_TOP = -50.0


def in_db(power: NDArray[np.floating]) -> Real:
    """Return power in dB, down to 80 dB under its loudest."""
    floor = float(power.max(initial=0.0)) * 1e-8 + 1e-14
    return np.asarray(10.0 * np.log10(power.astype(np.float64) + floor), np.float64)


def fronts_db(twin: Twins, levels: Fine, band: int) -> Real:
    """Return how far the eight steepest fronts of 2.4 s stand out, at each moment, in dB."""
    level = in_db(levels.power[:, band].sum(axis=0))
    peak = in_db(levels.peak[band].astype(np.float64) ** 2)
    count = level.size
    summed = np.concatenate(([0.0], np.cumsum(level)))
    at = np.arange(count)

    def mean(begin: int, end: int) -> Real:
        first, last = (np.clip(at + step, 0, count) for step in (begin, end))
        return np.asarray((summed[last] - summed[first]) / (end - begin), np.float64)

    stands = np.minimum(peak - mean(*BODY), peak - mean(*BEFORE))
    before, after = np.roll(peak, 1), np.roll(peak, -1)
    tops = np.where((peak > before) & (peak >= after), stands, NOT_A_TOP)
    tops[: -BEFORE[0]] = tops[count - BODY[1] :] = NOT_A_TOP
    around = np.pad(tops, AROUND_STEPS, constant_values=NOT_A_TOP)
    windows = twin.per_moment(sliding_window_view(around, 2 * AROUND_STEPS + 1))
    return np.asarray(np.partition(windows, -BEST, axis=1)[:, -BEST:].mean(axis=1), np.float64)
