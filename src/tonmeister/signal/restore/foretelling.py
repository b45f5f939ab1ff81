"""Foretelling samples from those around them, and filling in those that are damaged."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal.kernels import restore_ar as loops

Real = NDArray[np.float64]


def error_filter(x: Real, order: int) -> Real:
    """Return the prediction error filter of ``x`` [n]: [order + 1], the first one is 1."""
    a = np.empty(order + 1)
    loops.burg(x, order, np.empty(x.size), np.empty(x.size), a)
    return a


def filled(
    x: Real,
    places: NDArray[np.int64],
    order: int,
    *,
    rounds: int = 2,
    bounds: tuple[Real, Real] | None = None,
) -> Real:
    """Return ``x`` [n] with the likeliest values at ``places`` (rising); all others stay.

    ``bounds``: the lowest and highest value at each place. Each round learns again how the wave
    goes on, from what the last one filled in.
    """
    out = x.copy()
    count = places.size
    if not count:
        return out
    order = min(order, (x.size - count) // 3)
    low, high = bounds or (np.zeros(1), np.zeros(1))
    held, square = np.zeros(count, np.int64), np.zeros(count, np.int64)
    room, matrix = np.zeros(count), np.zeros((count, order + 1))
    good = np.ones(x.size, np.bool_)
    good[places] = False
    at = np.flatnonzero(good)
    if bounds is None:
        out[places] = np.interp(places, at, x[at])
    for _ in range(rounds):
        a = error_filter(out, order)
        alike = np.correlate(a, a, "full")[order:]
        loops.fill(out, places, low, high, bounds is not None, alike, square, held, room, matrix)
    return out
