"""Sounds made of other sounds, read in pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tonmeister.signal.audio import Samples, Source


@dataclass(frozen=True, slots=True)
class Sum:
    """Several sounds at once, added in their order, each times its gain."""

    parts: Sequence[Source]
    gains: Sequence[float]

    @property
    def rate_hz(self) -> int:
        """The rate they all share."""
        return self.parts[0].rate_hz

    @property
    def frames(self) -> int:
        """The length of the longest."""
        return max(part.frames for part in self.parts)

    def read(self, start: int, count: int) -> Samples:
        """Return ``count`` frames from ``start``."""
        out = np.zeros((2, count))
        for part, gain in zip(self.parts, self.gains, strict=True):
            out += part.read(start, count) * gain
        return out


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a sound, as a sound of its own."""

    whole: Source
    first: int
    frames: int

    @property
    def rate_hz(self) -> int:
        """The rate of the whole."""
        return self.whole.rate_hz

    def read(self, start: int, count: int) -> Samples:
        """Return ``count`` frames from ``start``; silence after the excerpt's end."""
        out = self.whole.read(self.first + start, count)
        if start + count > self.frames:
            out[:, max(0, self.frames - start) :] = 0.0
        return out
