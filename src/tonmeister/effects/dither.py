"""Dither."""

from __future__ import annotations

import numpy as np

from tonmeister.effects.declare import At, Effect, Processor, effect, knob, switch
from tonmeister.signal import Samples
from tonmeister.signal.kernels.grain import dither

_SEED = 1
_TO_THE_EAR = (2.033, -2.165, 1.959, -1.590, 0.6149)  # at 44.1 and 48 kHz
_UPWARDS = (2.0, -1.0)  # at higher rates there is room above the ear


@effect("dither", source="Lipshitz, Wannamaker & Vanderkooy, J. Audio Eng. Soc. 39 (11) and 40 (5)")
class Dither(Effect):
    """Fewer bits without roughness: a whisper of noise, so that fades end in silence, not grit.

    Only for delivery at fewer bits. The same record always gets the same noise.
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
        shape = (_TO_THE_EAR if rate_hz < 64000 else _UPWARDS) if setting.shaped else ()
        self._shape = np.array(shape)
        self._errors, self._clock = np.zeros((2, len(shape))), np.zeros(1, np.int64)

    def process(self, block: Samples, key: Samples | None, at: At) -> Samples:
        dither(block, self._step, self._shape, self._errors, self._clock, _SEED)
        return block
