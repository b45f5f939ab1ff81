"""The true peak, looked for only where it can be."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal.kernels.oversample import PEAK_DELAY_FRAMES, PEAK_PAST_FRAMES
from tonmeister.signal.level import FLOOR_DB, db
from tonmeister.signal.loudness import peaks_between

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
            begin = max(0, first + start * PIECE_FRAMES - PEAK_DELAY_FRAMES)
            end = first + stop * PIECE_FRAMES + PEAK_DELAY_FRAMES
            past = np.zeros((2, PEAK_PAST_FRAMES))
            before = x[:, max(0, begin - PEAK_PAST_FRAMES) : begin]
            past[:, PEAK_PAST_FRAMES - before.shape[1] :] = before
            highest = peaks_between(np.ascontiguousarray(x[:, begin:end]), past)
            self._true_peak_dbtp = max(self._true_peak_dbtp, db(highest))

    def true_peak_dbtp(self) -> float:
        """Return the highest true peak so far."""
        return self._true_peak_dbtp
