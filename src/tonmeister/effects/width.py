"""Stereo width."""

from __future__ import annotations

import numpy as np

from tonmeister.effects._biquads import NONE, Fixed, pass_sections
from tonmeister.effects.declare import At, Effect, Processor, effect, knob
from tonmeister.signal import Samples

_OFF_HZ = 20.0


@effect("width", source="Blumlein, British patent 394 325, 1931 (sum and difference)")
class Width(Effect):
    """Narrow or widen the picture, and keep the low end in the middle where it has its force."""

    width_percent: float = knob(
        default=100.0, low=0.0, high=200.0, rest=100.0, doc="0 is mono, 100 as it was"
    )
    mono_below_hz: float = knob(
        default=0.0, low=0.0, high=500.0, rest=0.0, doc="under this it is mono; under 20 Hz off"
    )

    def start(self, rate_hz: int) -> Processor:
        return _Widening(self, rate_hz)


class _Widening:
    latency_frames = 0

    def __init__(self, setting: Width, rate_hz: int) -> None:
        self._width = setting.width_percent / 100
        self._mono_low = setting.mono_below_hz >= _OFF_HZ
        self._side = Fixed(
            pass_sections(setting.mono_below_hz, 12.0, rate_hz, high=True)
            if self._mono_low
            else NONE
        )

    def process(self, block: Samples, key: Samples | None, at: At) -> Samples:
        if self._width == 1.0 and not self._mono_low:
            return block
        mid = 0.5 * (block[0] + block[1])
        side = np.zeros_like(block)
        side[0] = (0.5 * self._width) * (block[0] - block[1])
        self._side.process(side)
        block[0], block[1] = mid + side[0], mid - side[0]
        return block
