"""Where the beats lie when the singer slows down and hurries: a smooth line through the notes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]

STIFF = 6.0
"""How much a bend of the tempo weighs against a note out of time."""
STEADY_RATIO = 0.02
"""Less than this is a steady tempo."""


def beat_times(beats: Real, starts_s: Real, first: int, last: int) -> Real:
    """Return when the beats from ``first`` to ``last`` are; notes lie at ``beats`` [N].

    Least squares with second differences held down (Whittaker, 1923). A steady singer gets
    beats that are all equally long.
    """
    count = last - first + 1
    left = np.clip(np.floor(beats).astype(int) - first, 0, count - 2)
    share = beats - first - left
    rows = np.zeros((beats.size, count))
    rows[np.arange(beats.size), left] = 1.0 - share
    rows[np.arange(beats.size), left + 1] = share
    bends = np.sqrt(STIFF) * np.diff(np.eye(count), n=2, axis=0)
    wanted = np.concatenate([starts_s, np.zeros(bends.shape[0])])
    bent = np.linalg.lstsq(np.vstack([rows, bends]), wanted, rcond=None)[0]
    each_s, start_s = np.polyfit(beats, starts_s, 1)
    straight = start_s + each_s * np.arange(first, last + 1)
    inside = slice(max(0, int(beats.min()) - first), int(np.ceil(beats.max())) - first + 1)
    lengths = np.diff(bent[inside])
    if lengths.size < 4:
        return np.asarray(straight)
    smooth = np.convolve(lengths, np.full(4, 0.25), "valid")
    if np.abs(smooth / each_s - 1.0).max() < STEADY_RATIO:
        return np.asarray(straight)
    return np.asarray(bent)
