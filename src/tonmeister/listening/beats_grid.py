"""An even grid under the beats of a song that was played to a click."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]

STEADY_S = 0.015
"""A song keeps its tempo where its beats do not wander further than this from an even grid."""


def straighten(beats_s: Real, strength: Real, length_s: float) -> tuple[Real, bool]:
    """Take the jitter of the measurement out of the beats; say whether the tempo is constant.

    A song to a click gets an even grid from beginning to end; one that breathes keeps its drift
    (a line through nine beats). ``strength`` says how much is heard on each beat.
    """
    heard = strength > 0.3
    if heard.sum() >= 6:
        period_s, start_s = _grid(
            beats_s[heard], strength[heard], float(np.median(np.diff(beats_s)))
        )
        off = (beats_s[heard] - start_s) / (period_s / 2)
        off_s = (off - np.round(off)) * (period_s / 2)
        on_it = np.round(off) % 2 == 0
        close = np.abs(off_s) < 0.03
        drift_s = float(np.percentile(np.abs(_medians(off_s[np.abs(off_s) < 0.06])), 80))
        if close.mean() >= 0.72 and on_it[close].mean() >= 0.5 and drift_s < STEADY_S:
            first = np.ceil((-0.03 - start_s) / period_s)
            count = int((length_s - start_s - first * period_s) / period_s) + 1
            return start_s + period_s * (first + np.arange(count)), True
    n = len(beats_s)
    smooth = np.empty(n)
    for i in range(n):
        low, high = max(0, min(i - 4, n - 9)), min(n, max(i + 5, 9))
        near_slope, near_start = _robust_line(np.arange(low, high, dtype=float), beats_s[low:high])
        smooth[i] = near_start + near_slope * i
    moved = np.abs(smooth - beats_s) < 0.03
    return np.where(moved, smooth, beats_s), False


def _grid(beats_s: Real, strength: Real, period_s: float) -> tuple[float, float]:
    """Find the even grid that fits the beats best: its period and one of its lines.

    Half periods are fitted first, so that stretches in which the off-beats were taken for the
    beats do not mislead; then the half on which more is heard is chosen.
    """
    half_s = period_s / 2
    span_s = max(float(beats_s[-1] - beats_s[0]), period_s)
    halves_s = half_s * np.arange(0.97, 1.03, min(0.1 * half_s / span_s, 0.002))
    turns = np.exp(2j * np.pi * beats_s[None, :] / halves_s[:, None])
    half_s = float(halves_s[np.abs(turns.mean(axis=1)).argmax()])
    start_s = float(np.angle(np.exp(2j * np.pi * beats_s / half_s).mean())) / (2 * np.pi) * half_s
    index = np.round((beats_s - start_s) / half_s)
    close = np.abs(beats_s - start_s - index * half_s) < 0.25 * half_s
    if close.sum() >= 4:
        half_s, start_s = _robust_line(index[close], beats_s[close])
        index = np.round((beats_s - start_s) / half_s)
    odd = index % 2 == 1
    if strength[odd].sum() > strength[~odd].sum():
        start_s += half_s
    return 2 * half_s, start_s


def _medians(values: Real, width: int = 17) -> Real:
    """Return running medians, which show a drift and not the jitter."""
    if len(values) < width:
        return np.array([np.median(values)])
    windows = np.lib.stride_tricks.sliding_window_view(values, width)
    return np.asarray(np.median(windows, axis=1))


def _robust_line(x: Real, y: Real) -> tuple[float, float]:
    """Fit a line, three times, each time trusting what lies off it less."""
    weight = np.ones(len(x))
    slope, start = 0.0, 0.0
    for _ in range(3):
        slope, start = np.polyfit(x, y, 1, w=weight)
        off = np.abs(y - (start + slope * x))
        weight = 1.0 / (1.0 + (off / max(float(np.median(off)), 1e-4)) ** 2)
    return float(slope), float(start)
