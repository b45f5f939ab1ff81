"""Delay."""

from __future__ import annotations

import math

import numpy as np

from tonmeister.effects._turning import share
from tonmeister.effects.declare import At, Effect, Processor, effect, knob, switch
from tonmeister.signal import Samples
from tonmeister.signal.kernels.spaces import echo

_SILENT = 0.001  # -60 dB


@effect("delay", source="Zoelzer (ed.), DAFX, 2nd ed., 2011, ch. 2; Lagrange: Laakso et al. 1996")
class Delay(Effect):
    """Echoes in the time of the song, each a little duller and thinner than the last."""

    time_beats: float = knob(
        default=0.5, low=0.0625, high=4.0, curve="log", doc="how long after, in beats"
    )
    tempo_bpm: float = knob(default=120.0, low=30.0, high=300.0, doc="the tempo of the song")
    feedback_percent: float = knob(
        default=30.0, low=0.0, high=95.0, doc="how much of each repeat comes again"
    )
    highpass_hz: float = knob(
        default=150.0, low=10.0, high=2000.0, curve="log", doc="what each repeat loses, below"
    )
    lowpass_hz: float = knob(
        default=5000.0, low=500.0, high=20000.0, curve="log", doc="what each repeat loses, above"
    )
    ping_pong: bool = switch(default=False, doc="whether the repeats change sides")
    mix_percent: float = knob(
        default=100.0, low=0.0, high=100.0, rest=0.0, doc="how much of the result is echo"
    )

    def delay_s(self) -> float:
        """Return how long after the sound its first repeat comes."""
        return self.time_beats * 60.0 / self.tempo_bpm

    def tail_s(self) -> float:
        back = self.feedback_percent / 100
        repeats = 1.0 + (math.log(_SILENT) / math.log(back) if back > _SILENT else 0.0)
        return self.delay_s() * repeats + 0.1

    def start(self, rate_hz: int) -> Processor:
        return _Echoing(self, rate_hz)


def lagrange(part: float) -> list[float]:
    """Return four weights that read ``part`` of a frame after the second of four samples."""
    d = 1.0 + part
    return [
        math.prod((d - j) / (k - j) for j in range(4) if j != k) for k in range(4)
    ]  # fmt: skip


class _Echoing:
    latency_frames = 0

    def __init__(self, setting: Delay, rate_hz: int) -> None:
        delay_frames = setting.delay_s() * rate_hz
        self._whole = math.floor(delay_frames)
        self._parts = np.array(lagrange(delay_frames - self._whole))
        self._ring, self._at = np.zeros((2, self._whole + 4)), np.zeros(1)
        self._back, self._cross = setting.feedback_percent / 100, setting.ping_pong
        self._low = share(1000.0 / (2 * math.pi * setting.lowpass_hz), rate_hz)
        self._high = share(1000.0 / (2 * math.pi * setting.highpass_hz), rate_hz)
        self._state = np.zeros((2, 2))
        self._wet = setting.mix_percent / 100

    def process(self, block: Samples, key: Samples | None, at: At) -> Samples:
        echo(
            block, self._ring, self._at, self._whole, self._parts, self._back, self._cross,
            self._low, self._high, self._state, self._wet, 1.0 - self._wet,
        )  # fmt: skip
        return block
