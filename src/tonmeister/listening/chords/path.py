"""The succession of chords that explains a song best."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]

TRUST = 0.55
"""How much one beat's evidence counts: neighbouring beats are not independent witnesses."""
KEY = 0.35
"""How much it counts that a chord is usual in the key."""
AT_BAR, AT_HALF, ELSEWHERE = 1.2, 2.0, 3.2
"""What a change of chord costs at the beginning of a bar, in its middle, on other beats."""


def best_chords(chances: Real, in_key: Real, change_costs: Real) -> NDArray[np.int64]:
    """Return the chord (column) of each beat.

    ``chances`` and ``in_key`` [beats, chords]; ``change_costs`` [beats]. Viterbi, where every
    change costs the same on one beat.
    """
    seen = TRUST * chances + KEY * in_key
    count, states = seen.shape
    came = np.zeros((count, states), np.int64)
    best = seen[0].copy()
    for beat in range(1, count):
        top = int(np.argmax(best))
        jumped = best[top] - change_costs[beat]
        came[beat] = np.where(jumped > best, top, np.arange(states))
        best = np.maximum(best, jumped) + seen[beat]
    path = np.empty(count, np.int64)
    path[-1] = int(np.argmax(best))
    for beat in range(count - 1, 0, -1):
        path[beat - 1] = came[beat, path[beat]]
    return path


def change_costs(count: int, bars: NDArray[np.int64]) -> Real:
    """Return what a change costs on each beat, from the beats that begin a bar."""
    costs = np.full(count, ELSEWHERE)
    for first, following in zip(bars, np.append(bars[1:], count), strict=True):
        costs[first] = AT_BAR
        length = following - first
        if length >= 4 and length % 2 == 0:
            costs[first + length // 2] = AT_HALF
    return costs
