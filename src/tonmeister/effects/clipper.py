"""Clipper."""

from __future__ import annotations

import numpy as np

from tonmeister.effects.declare import At, Effect, Processor, effect, knob
from tonmeister.signal import Samples, gain
from tonmeister.signal.kernels.oversample import (
    SHAPER_DELAY_FRAMES,
    SHAPER_PAST_FRAMES,
    TAPS_1,
    TAPS_2,
    TIPS,
    shape,
)


@effect("clipper", source="Zoelzer (ed.), DAFX, 2nd ed., 2011, ch. 4; half-band oversampling")
class Clipper(Effect):
    """Shave the tips off the strokes, so short that one hears no difference, only more room above.

    What stays under the bend comes out as it went in. Works at four times the sampling rate.
    Before a limiter it takes the shortest peaks, for which the limiter would turn all down.
    """

    threshold_db: float = knob(
        default=-3.0, low=-36.0, high=12.0, rest=12.0, doc="where the tips are cut off flat"
    )
    knee_db: float = knob(
        default=3.0, low=0.0, high=12.0, doc="how far under the cut it begins to bend"
    )

    def start(self, rate_hz: int) -> Processor:
        return _Clipping(self)


class _Clipping:
    latency_frames = SHAPER_DELAY_FRAMES

    def __init__(self, setting: Clipper) -> None:
        self._past = np.zeros((2, SHAPER_PAST_FRAMES))
        flat = gain(setting.threshold_db)
        self._bends_at = gain(setting.threshold_db - setting.knee_db)
        self._flat_at = 2.0 * flat - self._bends_at

    def process(self, block: Samples, key: Samples | None, at: At) -> Samples:
        shape(
            block, self._past, TAPS_1, TAPS_2, TIPS, self._bends_at, self._flat_at, 1.0, 1.0
        )  # fmt: skip
        return block
