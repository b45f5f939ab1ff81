"""The succession of chords that explains a song best."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.chords.weights import KINDS_HEARD

Real = NDArray[np.float64]

TRUST = 0.55
"""How much one beat's evidence counts: neighbouring beats are not independent witnesses."""
RARE = 0.25
KEY = 0.35
"""How much it counts that a chord is usual in the key."""
RARITY = {
    "7": 0.3, "maj7": 0.3, "m7": 0.3, "sus4": 0.6, "sus2": 0.8, "dim": 0.8, "m7b5": 0.6, "aug": 1.5,
    "6": 1.2, "m6": 1.5, "dim7": 1.2, "7sus4": 0.9,
}  # fmt: skip
"""How much rarer than triads the kinds are in songs: the model learned them all alike."""
AT_BAR, AT_HALF, ELSEWHERE = 1.2, 2.0, 3.2
"""What a change of chord costs at the beginning of a bar, in its middle, on other beats."""


def best_chords(chances: Real, in_key: Real, change_costs: Real) -> NDArray[np.int64]:
    """Return the chord (column) of each beat.

    ``chances`` and ``in_key`` [beats, chords]; ``change_costs`` [beats]. Viterbi, where every
    change costs the same on one beat.
    """
    rarity = np.array([RARITY.get(kind, 0.0) for kind in KINDS_HEARD] * 12 + [0.0])
    seen = TRUST * chances + KEY * in_key - RARE * rarity
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
