"""What lies under a single mistake: tuning that drifts, tempo that breathes, what all do alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]

TURNS = 3
ENOUGH = 3


def weighted_median(values: Real, weights: Real) -> float:
    """Return the value with half of the weight on each side."""
    order = np.argsort(values, kind="stable")
    heap = np.cumsum(weights[order])
    half = 0.5 * heap[-1]
    low = int(np.searchsorted(heap, half * (1.0 - 1e-9)))
    high = min(int(np.searchsorted(heap, half * (1.0 + 1e-9))), values.size - 1)
    return float(0.5 * (values[order[low]] + values[order[high]]))


def slow_curve(at: Real, values: Real, weights: Real, reach: float, stray: float) -> Real:
    """Return the slow curve through values at ``at`` (rising): straight lines fitted to what lies
    within ``reach`` on both sides, those farther off than ``stray`` counting less and less.

    After Cleveland, "Robust locally weighted regression and smoothing scatterplots", J. Am. Stat.
    Assoc. 74 (1979); the robust weights start from the running median.
    """
    if values.size < 3:
        return np.full(values.size, weighted_median(values, weights) if values.size else 0.0)
    near = np.clip(1.0 - (np.abs(at[:, None] - at[None, :]) / reach) ** 3, 0.0, 1.0) ** 3
    near = np.maximum(near * weights[None, :], 1e-9 * weights[None, :])
    curve = np.array([weighted_median(values, row) for row in near])
    for _ in range(TURNS):
        off = (values - curve) / stray
        trust = np.where(np.abs(off) < 1.0, (1.0 - np.minimum(off**2, 1.0)) ** 2, 0.0) + 1e-6
        curve = _lines(at, values, near * trust[None, :])
    return curve


def alike(off: Real, *, free: bool = False) -> Real:
    """Return what all takes do alike at each note [notes] of ``off`` [takes, notes].

    Their median, shrunk by how much of its spread over the notes is chance (James & Stein's
    estimator: where the medians vary no more than so few takes let them, nothing is left).
    ``free``: not shrunk. 0 for fewer than three takes.
    """
    found = np.zeros(off.shape[1])
    count = np.isfinite(off).sum(axis=0)
    enough = count >= ENOUGH
    if not enough.any():
        return found
    here = off[:, enough]
    middle = np.nanmedian(here, axis=0)
    spread = 1.4826 * np.nanmedian(np.abs(here - middle), axis=0)
    chance = float(np.mean((1.25 * spread) ** 2 / count[enough]))
    whole = float(np.mean(middle**2))
    kept = 1.0 if free else max(0.0, 1.0 - chance / whole) if whole > 0.0 else 0.0
    found[enough] = kept * middle
    return found


def _lines(at: Real, values: Real, weights: Real) -> Real:
    """Fit a weighted straight line around each place and read it there."""
    away = at[None, :] - at[:, None]
    s0 = weights.sum(axis=1)
    s1 = (weights * away).sum(axis=1)
    s2 = (weights * away**2).sum(axis=1)
    y0 = weights @ values
    y1 = (weights * away) @ values
    flat = y0 / s0
    bottom = s0 * s2 - s1**2
    steep = (s2 * y0 - s1 * y1) / np.where(bottom > 0.0, bottom, 1.0)
    return np.asarray(np.where(bottom > 1e-6 * s0 * s2, steep, flat))
