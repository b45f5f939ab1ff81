"""The shapes in which sound travels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]
"""Sound as numbers: float64 ``[channel, frame]``, C-contiguous, full scale at +-1."""


@dataclass(frozen=True, slots=True)
class Audio:
    """A piece of sound in memory."""

    samples: Samples
    rate_hz: int

    @property
    def frames(self) -> int:
        """How many sample frames it has."""
        return int(self.samples.shape[1])

    @property
    def length_s(self) -> float:
        """How long it is."""
        return self.frames / self.rate_hz

    def with_samples(self, samples: Samples) -> Audio:
        """Return other samples at the same rate."""
        return Audio(samples, self.rate_hz)

    def read(self, start: int, count: int) -> Samples:
        """Return ``count`` frames as stereo from ``start``, silence where there are none.

        With this, a piece of sound in memory is a ``Source``.
        """
        out = np.zeros((2, count))
        first, last = max(start, 0), min(start + count, self.frames)
        if last > first:
            out[:, first - start : last - start] = self.samples[:, first:last]
        return out


class Source(Protocol):
    """Sound that can be read in pieces, from a file or from memory. Always stereo.

    A mono recording reads as two equal channels.
    """

    @property
    def rate_hz(self) -> int: ...

    @property
    def frames(self) -> int: ...

    def read(self, start: int, count: int) -> Samples:
        """Return float64 ``[2, count]`` from frame ``start``; silence outside the sound."""
        ...
