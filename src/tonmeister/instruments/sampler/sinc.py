"""The windowed sincs that read between the frames of a recording."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

PHASES = 256
TAPS = 32
_BETA = 8.8  # a Kaiser window that leaves less than -87 dB (Kaiser, 1974)
_CLASSES_AN_OCTAVE = 4
_MOST_RATIO = 16.0


@lru_cache(maxsize=24)
def sinc_rows(speed_class: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return ``rows`` and ``slopes`` [phases, taps] for speeds up to a class.

    Class 0 reads at the recorded speed and slower; a faster one cuts what the rate cannot hold.
    """
    fastest = 2.0 ** (speed_class / _CLASSES_AN_OCTAVE)
    taps = 4 * math.ceil(TAPS * fastest / 4.0)
    half = taps // 2
    # the row for a place p/PHASES after a frame, whose taps begin half - 1 frames before it
    offset = np.arange(PHASES + 1)[:, None] / PHASES
    away = np.arange(taps)[None, :] - (half - 1) - offset
    window = np.i0(_BETA * np.sqrt(np.clip(1.0 - (away / half) ** 2, 0.0, 1.0))) / np.i0(_BETA)
    rows = np.sinc(away / fastest) / fastest * window
    rows /= rows.sum(axis=1, keepdims=True)
    return (
        np.ascontiguousarray(rows[:-1]),
        np.ascontiguousarray(rows[1:] - rows[:-1]),
    )


def speed_class(fastest: float) -> int:
    """Return the class that holds a speed (recorded frames a frame played)."""
    if fastest <= 1.0 + 1e-9:
        return 0
    octaves = math.log2(min(fastest, _MOST_RATIO))
    return math.ceil(_CLASSES_AN_OCTAVE * octaves - 1e-6)


def most_taps(fastest: float) -> int:
    """Return how many frames around a place are read at a speed."""
    wide = float(2.0 ** (speed_class(fastest) / _CLASSES_AN_OCTAVE))
    return 4 * math.ceil(TAPS * wide / 4.0)
