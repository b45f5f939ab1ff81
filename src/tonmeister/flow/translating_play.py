"""A move at work on a real sound, to be heard as it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tonmeister.effects import recall
from tonmeister.model import Setting
from tonmeister.signal import Samples, Source

BLOCK_FRAMES = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A candidate: an effect with its settings, on the whole or on one stem, and the gain after
    it that keeps the part as loud as it was.
    """

    strip: str
    effect: str
    settings: Mapping[str, Setting]
    rule: str
    makeup_db: float = 0.0


def through(move: Move, source: Source) -> Source:
    """Return a sound through an effect, in its place in time, to be heard once from the start."""
    return _Played(source, move)


class _Played:
    """A sound that is made while it is listened to, so that it need not fit into memory."""

    def __init__(self, source: Source, move: Move) -> None:
        self.rate_hz, self.frames = source.rate_hz, source.frames
        self._source, self._gain = source, 10.0 ** (move.makeup_db / 20.0)
        self._effect = recall(move.effect, move.settings)
        self._processor = self._effect.start(source.rate_hz)
        self._fed = self._at = 0
        self._late = self._processor.latency_frames
        if self._late:
            self._next(self._late)

    def read(self, start: int, count: int) -> Samples:
        """Return the next frames; there is no way back."""
        if start < self._at and count and start + count > 0:
            raise ValueError(f"frame {start} has gone by; the effect stands at {self._at}")
        out = np.zeros((2, count))
        while self._at < min(start + count, self.frames):
            here = self._at
            made = self._next(min(BLOCK_FRAMES, min(start + count, self.frames) - here))
            self._at += made.shape[1]
            first = max(here, start)
            out[:, first - start : self._at - start] = made[:, first - here :]
        return out

    def _next(self, count: int) -> Samples:
        block = np.ascontiguousarray(self._source.read(self._fed, count))
        self._fed += count
        done = self._processor.process(block, None, lambda knob: getattr(self._effect, knob))
        return np.asarray(done * self._gain)
