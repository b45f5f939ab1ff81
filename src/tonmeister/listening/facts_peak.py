"""The true peak, looked for only where it can be."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal.kernels.oversample import PEAK_DELAY_FRAMES, PEAK_PAST_FRAMES
from tonmeister.signal.level import db
from tonmeister.signal.loudness import peaks_between

PIECE_FRAMES = 512
NEAR = 0.7
"""Only pieces within 3 dB of the highest sample so far are metered: a curve rises between two
samples by more than that only in sounds made for it."""


class LoudestPeaks:
    """A true-peak meter that listens to the loud pieces only."""

    def __init__(self) -> None:
        self._highest = 0.0
        self._true_peak = 0.0

    def add(self, x: NDArray[np.float64], first: int, *, mono: bool) -> None:
        """Hear ``x`` [2, frames] from frame ``first``; what lies before it is context."""
        sides = 1 if mono else 2
        usable = x.shape[1] - (x.shape[1] - first) % PIECE_FRAMES
        cut = x[:sides, first:usable].reshape(sides, -1, PIECE_FRAMES)
        pieces = np.maximum(cut.max(axis=2), -cut.min(axis=2)).max(axis=0)
        rest = np.abs(x[:sides, usable:]).max(initial=0.0)
        pieces = np.append(pieces, rest)
        self._highest = max(self._highest, float(pieces.max()))
        loud = (pieces >= NEAR * self._highest) & (pieces > 0.0)
        changes = np.flatnonzero(np.diff(np.concatenate([[0], loud.astype(np.int8), [0]])))
        for start, stop in changes.reshape(-1, 2):
            begin = max(0, first + start * PIECE_FRAMES - PEAK_DELAY_FRAMES)
            end = min(x.shape[1], first + stop * PIECE_FRAMES + PEAK_DELAY_FRAMES)
            past, block = np.zeros((2, PEAK_PAST_FRAMES)), np.zeros((2, end - begin))
            block[:sides] = x[:sides, begin:end]  # where both are alike, the other stays silent
            before = x[:sides, max(0, begin - PEAK_PAST_FRAMES) : begin]
            past[:sides, PEAK_PAST_FRAMES - before.shape[1] :] = before
            found = peaks_between(block, past, self._true_peak)
            self._true_peak = max(self._true_peak, found)

    def true_peak_dbtp(self) -> float:
        """Return the highest true peak so far."""
        return db(self._true_peak)
