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
_MARGIN_DB = 0.1  # what may lie between the points seen at eight times the rate
_LASTS_MS = 300.0  # what is limited this long is no peak but the music itself
_WAVE_MS = 12.0  # from crest to crest of the lowest notes, less the hold of each


@effect(
    "limiter", source="true peak as ITU-R BS.1770-4 annex 2, at 8x; look-ahead, sliding minimum"
)
class Limiter(Effect):
    """Bring a record up to its level without one peak over the ceiling, between the samples too.

    It hears each peak before it comes and has turned down smoothly when it is there. A single
    stroke it lets go fast, so that nothing after it is lost; where limiting lasts, it settles to
    a slow gain that leaves low notes clean (two releases, the lower gain wins).
    """

    gain_db: float = knob(
        default=0.0, low=-24.0, high=36.0, rest=0.0, doc="how hard the record is driven into it"
    )
    ceiling_dbtp: float = knob(
        default=-1.0, low=-24.0, high=0.0, doc="what no peak may pass, between the samples too"
    )
    release_ms: float = knob(
        default=120.0,
        low=1.0,
        high=2000.0,
        curve="log",
        doc="time to let go (63 % of the way) where limiting has lasted",
    )
    release_fast_ms: float = knob(
        default=8.0,
        low=1.0,
        high=500.0,
        curve="log",
        doc="time to let go after a single stroke; as long as release_ms: one release for all",
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
        self._pace = np.array(
            [
                share(time_ms, rate_hz)
                for time_ms in (setting.release_fast_ms, _LASTS_MS, setting.release_ms)
            ]
        )
        half = max(2, round(setting.lookahead_ms * rate_hz / 2000))
        ramp = 2 * half - 2
        self.latency_frames = PEAK_DELAY_FRAMES + _AROUND_FRAMES + ramp
        hold = ramp + 2 * _AROUND_FRAMES + 1
        self._past = np.zeros((2, PEAK_PAST_FRAMES))
        self._late = np.zeros((2, self.latency_frames))
        size = 1 << (hold + 1).bit_length()
        self._queue, self._places = np.ones(size), np.zeros(size, np.int64)
        self._smooth = np.ones(half), np.full(half, float(half))
        self._state = np.array([1.0, 1.0, 1.0, float(half), float(half * half)])
        on = round(_WAVE_MS * rate_hz / 1000)
        self._counts = np.array([hold, on, 0, 0, 0, 0, 0, 0, 0], np.int64)

    def process(self, block: Samples, key: Samples | None, at: At) -> Samples:
        block *= self._drive
        peaks = np.empty(block.shape[1])
        true_peaks(block, self._past, PEAK_TAPS_1, TAPS_2, TAPS_3, self._ceiling, MOST_OVER, peaks)
        limit(
            block, peaks, self._ceiling, self._pace, self._late, self._queue, self._places,
            *self._smooth, self._state, self._counts,
        )  # fmt: skip
        return block
