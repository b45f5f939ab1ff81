"""The true peak, looked for only where it can be."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal.kernels.oversample import PEAK_DELAY_FRAMES
from tonmeister.signal.level import FLOOR_DB
from tonmeister.signal.loudness import PeakMeter

PIECE_FRAMES = 512
NEAR = 0.7
"""Only pieces within 3 dB of the highest sample so far are metered: a curve rises between two
samples by more than that only in sounds made for it."""


class LoudestPeaks:
    """A true-peak meter that listens to the loud pieces only."""

    def __init__(self) -> None:
        self._highest = 0.0
        self._true_peak_dbtp = FLOOR_DB

    def add(self, x: NDArray[np.float64], first: int) -> None:
        """Hear ``x`` [2, frames] from frame ``first``; what lies before it is context."""
        usable = x.shape[1] - (x.shape[1] - first) % PIECE_FRAMES
        pieces = np.abs(x[:, first:usable]).reshape(2, -1, PIECE_FRAMES).max(axis=(0, 2))
        rest = np.abs(x[:, usable:]).max(initial=0.0)
        pieces = np.append(pieces, rest)
        self._highest = max(self._highest, float(pieces.max()))
        loud = (pieces >= NEAR * self._highest) & (pieces > 0.0)
        changes = np.flatnonzero(np.diff(np.concatenate([[0], loud.astype(np.int8), [0]])))
        for start, stop in changes.reshape(-1, 2):
            begin = first + start * PIECE_FRAMES - PEAK_DELAY_FRAMES
            end = first + stop * PIECE_FRAMES + PEAK_DELAY_FRAMES
            meter = PeakMeter()
            meter.add(np.ascontiguousarray(x[:, max(0, begin) : end]))
            self._true_peak_dbtp = max(self._true_peak_dbtp, meter.true_peak_dbtp())

    def true_peak_dbtp(self) -> float:
        """Return the highest true peak so far."""
        return self._true_peak_dbtp
