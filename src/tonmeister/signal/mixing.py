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


@dataclass(frozen=True, slots=True)
class Collage:
    """Short pieces from all over a sound, one after the other: a sample of the whole."""

    whole: Source
    piece: int
    starts: Sequence[int]

    @property
    def rate_hz(self) -> int:
        """The rate of the whole."""
        return self.whole.rate_hz

    @property
    def frames(self) -> int:
        """All pieces together."""
        return self.piece * len(self.starts)

    def read(self, start: int, count: int) -> Samples:
        """Return ``count`` frames from ``start``; silence after the last piece."""
        out = np.zeros((2, count))
        at, end = max(start, 0), min(start + count, self.frames)
        while at < end:
            number, inside = divmod(at, self.piece)
            length = min(end - at, self.piece - inside)
            part = self.whole.read(self.starts[number] + inside, length)
            out[:, at - start : at - start + length] = part
            at += length
        return out


def collage(whole: Source, *, length_s: float, piece_s: float = 2.0) -> Source:
    """Return evenly spaced pieces that together last about ``length_s``; short sounds whole."""
    count, piece = round(length_s / piece_s), round(piece_s * whole.rate_hz)
    if whole.frames <= 1.5 * count * piece:
        return whole
    last = whole.frames - piece
    return Collage(whole, piece, tuple(round(i * last / (count - 1)) for i in range(count)))
