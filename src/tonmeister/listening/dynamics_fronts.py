"""How strokes begin: the first 20 ms of each against what follows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.dynamics_fine import FINE_S, Fine
from tonmeister.listening.dynamics_local import Twins

Real = NDArray[np.float64]
BEFORE, AFTER = 8, (3, 7)
"""A stroke stands over the 80 ms before it; its front is compared with 30 to 70 ms later."""
RISE_DB, LOUD_DB, APART = 5.0, 20.0, 6
AROUND_S = 1.5
LEAST_STROKES = 3


def peaks_db(levels: Fine, band: int) -> Real:
    """Return the peak of each 10 ms in dB, down to 80 dB under the highest."""
    tall = levels.peak[band].astype(np.float64) ** 2
    return np.asarray(10.0 * np.log10(tall + float(tall.max(initial=0.0)) * 1e-8 + 1e-14))


def strokes(peak_db: Real) -> NDArray[np.intp]:
    """Return the steps at which something strikes."""
    count = peak_db.size
    if count < BEFORE + AFTER[1] + 2:
        return np.zeros(0, np.intp)
    summed = np.concatenate(([0.0], np.cumsum(peak_db)))
    rise = np.zeros(count)
    rise[BEFORE:] = peak_db[BEFORE:] - (summed[BEFORE:count] - summed[: count - BEFORE]) / BEFORE
    strikes = (rise > RISE_DB) & (peak_db > np.percentile(peak_db, 95) - LOUD_DB)
    out: list[int] = []
    for step in np.flatnonzero(strikes[: count - AFTER[1]]).tolist():
        if not out or step - out[-1] > APART:
            out.append(step)
    return np.array(out, np.intp)


def fronts_db(twin: Twins, levels: Fine, band: int) -> Real:
    """Return how far fronts stand over what follows, the middle of 3 s around each moment.

    ``nan`` where fewer than three strokes are near.
    """
    peak = peaks_db(levels, band)
    at = strokes(peak)
    later = np.mean([peak[at + step] for step in range(*AFTER)], axis=0) if at.size else 0.0
    front = np.maximum(peak[at], peak[at + 1]) - later if at.size else np.zeros(0)
    at_s = at * FINE_S
    out = np.full(len(twin.song.on), np.nan)
    for moment in range(len(out)):
        middle_s = (moment + 0.5) * twin.song.step_s
        first, last = np.searchsorted(at_s, (middle_s - AROUND_S, middle_s + AROUND_S))
        if last - first >= LEAST_STROKES:
            out[moment] = np.median(front[first:last])
    return out
