"""Saturation."""

from __future__ import annotations

import numpy as np

from tonmeister.effects._biquads import NONE, Fixed, pass_sections
from tonmeister.effects.declare import At, Effect, Processor, choice, effect, knob
from tonmeister.signal import Samples, gain
from tonmeister.signal.kernels.oversample import (
    CUBIC,
    SHAPER_DELAY_FRAMES,
    SHAPER_PAST_FRAMES,
    SMOOTH,
    TAPS_1,
    TAPS_2,
    shape,
)

_TUBE_BIAS = 0.35
_NO_DC_HZ = 5.0


@effect("saturation", source="Zoelzer (ed.), DAFX, 2nd ed., 2011, ch. 4; half-band oversampling")
class Saturation(Effect):
    """Warm a part up: overtones of its own that make it denser and easier to hear.

    Small signals keep their level whatever the drive. Works at four times the sampling rate.
    """

    drive_db: float = knob(
        default=6.0, low=0.0, high=36.0, doc="how hard the sound is pushed into the bend"
    )
    kind: str = choice(
        default="tape",
        choices=("tape", "tube", "clip"),
        doc="tape bends both ways alike, tube one way more than the other, clip late and hard",
    )
    mix_percent: float = knob(
        default=100.0, low=0.0, high=100.0, rest=0.0, doc="how much of the result is saturated"
    )

    def start(self, rate_hz: int) -> Processor:
        return _Saturating(self, rate_hz)


class _Saturating:
    latency_frames = SHAPER_DELAY_FRAMES

    def __init__(self, setting: Saturation, rate_hz: int) -> None:
        self._past = np.zeros((2, SHAPER_PAST_FRAMES))
        self._kind = CUBIC if setting.kind == "clip" else SMOOTH
        self._drive, self._wet = gain(setting.drive_db), setting.mix_percent / 100
        self._bias = _TUBE_BIAS if setting.kind == "tube" else 0.0
        self._no_dc = Fixed(
            pass_sections(_NO_DC_HZ, 6.0, rate_hz, high=True) if self._bias and self._wet else NONE
        )

    def process(self, block: Samples, key: Samples | None, at: At) -> Samples:
        shape(
            block, self._past, TAPS_1, TAPS_2, self._kind, self._drive, self._bias,
            self._wet, 1.0 - self._wet,
        )  # fmt: skip
        return self._no_dc.process(block)
