"""Dither."""

from __future__ import annotations

import numpy as np

from tonmeister.effects.declare import At, Effect, Processor, effect, knob, switch
from tonmeister.signal import Samples
from tonmeister.signal.dithering import SEED, shape_of
from tonmeister.signal.kernels.grain import dither


@effect("dither", source="Lipshitz, Wannamaker & Vanderkooy, J. Audio Eng. Soc. 39 (11) and 40 (5)")
class Dither(Effect):
    """Fewer bits without roughness: a whisper of noise, so that fades end in silence, not grit.

    Only for delivery at fewer bits, and once: deliveries for CD and other platforms do it
    themselves. The same record always gets the same noise.
    """

    bits: float = knob(default=16.0, low=8.0, high=24.0, doc="the bits of the file")
    shaped: bool = switch(
        default=False, doc="whether the noise is moved to where the ear is least keen"
    )

    def start(self, rate_hz: int) -> Processor:
        return _Dithering(self, rate_hz)


class _Dithering:
    latency_frames = 0

    def __init__(self, setting: Dither, rate_hz: int) -> None:
        self._step = 2.0 ** (1 - round(setting.bits))
        self._shape = shape_of("ear" if setting.shaped else "none", rate_hz)
        self._errors, self._clock = np.zeros((2, self._shape.size)), np.zeros(2, np.int64)

    def process(self, block: Samples, key: Samples | None, at: At) -> Samples:
        dither(block, self._step, self._shape, self._errors, self._clock, SEED, 0)
        return block
