"""Sound at another rate, made to fit: once and as a whole, not in memory."""

from __future__ import annotations

import tempfile
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal import Samples, Source

_BLOCK = 1 << 16


def at_rate(source: Source, rate_hz: int) -> Source:
    """Return the sound itself if it has that rate, else resampled when it is first read."""
    return source if source.rate_hz == rate_hz else Resampled(source, rate_hz)


class Resampled:
    """Sound made into another rate by soxr (very high quality), kept in a file without a name."""

    def __init__(self, source: Source, rate_hz: int) -> None:
        self.rate_hz = rate_hz
        self._source = source

    @property
    def frames(self) -> int:
        """How long it is at the new rate."""
        return round(self._source.frames * self.rate_hz / self._source.rate_hz)

    def read(self, start: int, count: int) -> Samples:
        """Return float64 ``[2, count]``; silence outside."""
        out = np.zeros((2, count))
        first, last = max(start, 0), min(start + count, len(self._kept))
        if last > first:
            out[:, first - start : last - start] = self._kept[first:last].T
        return out

    @cached_property
    def _kept(self) -> NDArray[np.float32]:
        import soxr

        stream = soxr.ResampleStream(
            self._source.rate_hz, self.rate_hz, 2, dtype="float32", quality="VHQ"
        )
        with tempfile.TemporaryFile() as file:
            for at in range(0, self._source.frames, _BLOCK):
                count = min(_BLOCK, self._source.frames - at)
                block = self._source.read(at, count).T.astype(np.float32)
                file.write(stream.resample_chunk(block, last=at + count == self._source.frames))
            file.flush()
            if file.tell() == 0:
                return np.zeros((0, 2), np.float32)
            return np.memmap(file, np.float32, "r").reshape(-1, 2)
