"""The sounds that go into plug-ins and come out of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from tonmeister.console import PrintWriter
from tonmeister.signal import Samples, Source, gain
from tonmeister.studio.hosts import Came
from tonmeister.studio.sinks import WavSink

BLOCK_FRAMES = 1 << 16
_QUIET_DBFS = -90.0


@dataclass(frozen=True, slots=True)
class Mixed:
    """A strip with a plug-in in part: the sound before it and after it, in time."""

    dry: Source
    wet: Source
    part: float

    @property
    def rate_hz(self) -> int:
        """Samples a second."""
        return self.wet.rate_hz

    @property
    def frames(self) -> int:
        """As long as what came out."""
        return self.wet.frames

    def read(self, start: int, count: int) -> Samples:
        """Return float64 ``[2, count]``, silence outside."""
        dry = self.dry.read(start, count)
        return dry + (self.wet.read(start, count) - dry) * self.part


class Into:
    """A sink that writes what goes into a plug-in, and hears whether both sides are the same."""

    def __init__(self, sink: WavSink) -> None:
        self._sink = sink
        self.same_sides = True

    def write(self, block: Samples) -> None:
        """Take the next frames."""
        self.same_sides = self.same_sides and np.array_equal(block[0], block[1])
        self._sink.write(block)

    def silence(self, frames: int) -> None:
        """Add silence, so that what is late or rings on is not cut off."""
        for start in range(0, frames, BLOCK_FRAMES):
            self._sink.write(np.zeros((2, min(BLOCK_FRAMES, frames - start))))


def sounding_frames(came: Came, late_frames: int, frames: int, most_frames: int) -> int:
    """Return how much of what came out counts: ``frames``, and what still sounds after them."""
    threshold, sounding = gain(_QUIET_DBFS), frames
    for start in range(frames, most_frames - late_frames, BLOCK_FRAMES):
        count = min(BLOCK_FRAMES, most_frames - late_frames - start)
        loud = np.flatnonzero(np.abs(came.read(start + late_frames, count)).max(axis=0) > threshold)
        if loud.size:
            sounding = start + int(loud[-1]) + 1
    return sounding


def keep(writer: PrintWriter, came: Came, late_frames: int, frames: int) -> None:
    """Keep what came out, at the moment of the song at which it went in."""
    try:
        for start in range(0, frames, BLOCK_FRAMES):
            block = came.read(start + late_frames, min(BLOCK_FRAMES, frames - start))
            writer.write(block.astype(np.float32))
        writer.close()
    except BaseException:
        writer.discard()
        raise


def content_of(source: Source) -> str:
    """Return a hash of a sound that nobody has named."""
    told = sha256(f"{source.rate_hz} {source.frames}".encode())
    for start in range(0, source.frames, BLOCK_FRAMES):
        block = source.read(start, min(BLOCK_FRAMES, source.frames - start))
        told.update(np.ascontiguousarray(block).data)
    return told.hexdigest()


def frames_of(length_ms: float, rate_hz: int) -> int:
    """Return a time as frames."""
    return math.floor(length_ms * rate_hz / 1000.0 + 0.5)
