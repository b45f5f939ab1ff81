"""Where something is struck: a sudden rise in the lows, the middle or the highs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.drums.frames import HIGH, LOW, MIDDLE, Grid

Steps = NDArray[np.int64]

_RANGE_DB = 40.0
_LEAST_DB = 3.0
"""A region of the spectrum must rise by so much within 10 ms, weighed by how loud it gets."""
_APART = 7
_SAME = 6
"""What rises within 30 ms in two regions is one stroke."""
_AROUND = 61


def strokes(powers: Grid) -> Steps:
    """Return the steps at which something is struck, from powers [steps, bands].

    Each region's rise in dB is averaged over its bands; peaks of the three regions that lie
    together are one stroke, at the place of the strongest. Nothing is told apart here, and more
    is found than is played.
    """
    from scipy.ndimage import maximum_filter1d

    if len(powers) < _AROUND or not powers.any():
        return np.zeros(0, np.int64)
    rise = _rise(powers)
    found: list[tuple[float, int]] = []
    for bands in (LOW, MIDDLE, HIGH):
        curve = rise[:, bands].mean(axis=1)
        around = np.convolve(curve, np.ones(_AROUND) / _AROUND, "same")
        top = curve >= maximum_filter1d(curve, 2 * _APART + 1)
        clear = np.flatnonzero(top & (curve > _LEAST_DB) & (curve > 1.5 * around))
        found += [(float(curve[step]), int(step)) for step in clear]
    taken: list[int] = []
    free = np.ones(len(powers) + 2 * _SAME, np.bool_)
    for _, step in sorted(found, reverse=True):
        if free[step + _SAME]:
            taken.append(step)
            free[step : step + 2 * _SAME + 1] = False
    return np.array(sorted(taken), np.int64)


def _rise(powers: Grid) -> Grid:
    """Return how far each band rises over two steps, in dB, quiet moments weighed less."""
    top = np.percentile(powers, 99.5, axis=0)
    top = np.maximum(top, max(float(top.max()) * 1e-7, 1e-30))
    level = 10.0 * np.log10(powers / top + 10.0 ** (-_RANGE_DB / 10.0))
    rise = np.zeros_like(level)
    rise[2:] = np.maximum(level[2:] - np.maximum(level[:-2], -_RANGE_DB), 0.0)
    rise[:-1] = rise[1:].copy()
    weight = np.clip((level + _RANGE_DB) / _RANGE_DB, 0.0, 1.0)
    return np.asarray(rise * np.maximum(weight, np.roll(weight, -2, axis=0)))
