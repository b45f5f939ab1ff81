"""Limiter."""

from __future__ import annotations

import numpy as np

from tonmeister.effects._turning import share
from tonmeister.effects.declare import At, Effect, Processor, effect, knob
from tonmeister.signal import Samples, gain
from tonmeister.signal.kernels.limit import limit
from tonmeister.signal.kernels.oversample import (
    MOST_OVER,
    PEAK_DELAY_FRAMES,
    PEAK_PAST_FRAMES,
    PEAK_TAPS_1,
    TAPS_2,
    TAPS_3,
    true_peaks,
)

_AROUND_FRAMES = 4  # a peak between the samples is made by its neighbours too
_MARGIN_DB = 0.08  # what may lie between the points seen at eight times the rate


@effect(
    "limiter", source="true peak as ITU-R BS.1770-4 annex 2, at 8x; look-ahead, sliding minimum"
)
class Limiter(Effect):
    """Bring a record up to its level without one peak over the ceiling, between the samples too.

    It hears each peak before it comes and has turned down smoothly when it is there.
    """

    gain_db: float = knob(
        default=0.0, low=-24.0, high=36.0, rest=0.0, doc="how hard the record is driven into it"
    )
    ceiling_dbtp: float = knob(
        default=-1.0, low=-24.0, high=0.0, doc="what no peak may pass, between the samples too"
    )
    release_ms: float = knob(
        default=80.0, low=1.0, high=2000.0, curve="log", doc="time to let go (63 % of the way)"
    )
    lookahead_ms: float = knob(
        default=5.0, low=0.5, high=20.0, doc="how far ahead it hears: longer is smoother"
    )

    def start(self, rate_hz: int) -> Processor:
        return _Limiting(self, rate_hz)


class _Limiting:
    def __init__(self, setting: Limiter, rate_hz: int) -> None:
        self._drive = gain(setting.gain_db)
        self._ceiling = gain(setting.ceiling_dbtp - _MARGIN_DB)
        self._release = share(setting.release_ms, rate_hz)
        half = max(2, round(setting.lookahead_ms * rate_hz / 2000))
        ramp = 2 * half - 2
        self.latency_frames = PEAK_DELAY_FRAMES + _AROUND_FRAMES + ramp
        hold = ramp + 2 * _AROUND_FRAMES + 1
        self._past = np.zeros((2, PEAK_PAST_FRAMES))
        self._late = np.zeros((2, self.latency_frames))
        self._queue, self._places = np.ones(hold + 2), np.zeros(hold + 2, np.int64)
        self._smooth = np.ones(half), np.full(half, float(half))
        self._state = np.array([1.0, float(half), float(half * half)])
        self._counts = np.array([hold, 0, 0, 0, 0, 0, 0], np.int64)

    def process(self, block: Samples, key: Samples | None, at: At) -> Samples:
        block *= self._drive
        peaks = np.empty(block.shape[1])
        true_peaks(block, self._past, PEAK_TAPS_1, TAPS_2, TAPS_3, self._ceiling, MOST_OVER, peaks)
        limit(
            block, peaks, self._ceiling, self._release, self._late, self._queue, self._places,
            *self._smooth, self._state, self._counts,
        )  # fmt: skip
        return block
