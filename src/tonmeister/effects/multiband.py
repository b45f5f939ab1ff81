"""Multiband compressor."""

from __future__ import annotations

import numpy as np

from tonmeister.effects._biquads import Fixed, crossover, turned
from tonmeister.effects._turning import Rider, Turner
from tonmeister.effects.declare import At, Effect, OutOfRange, Processor, effect, knob
from tonmeister.signal import Samples


@effect("multiband", source="Linkwitz & Riley 1976 crossovers; gain as Giannoulis et al. 2012")
class Multiband(Effect):
    """Keep low end, middle and top each in its place, where one compressor would pump them all.

    The three bands add up to the sound itself but for its phase; at a ratio of 1:1 it is off.
    """

    low_hz: float = knob(
        default=150.0, low=30.0, high=1000.0, curve="log", doc="between the low band and the middle"
    )
    high_hz: float = knob(
        default=3500.0, low=500.0, high=16000.0, curve="log",
        doc="between the middle and the high band",
    )  # fmt: skip
    low_threshold_db: float = knob(
        default=-24.0, low=-80.0, high=0.0, doc="where the lows give way"
    )
    mid_threshold_db: float = knob(
        default=-24.0, low=-80.0, high=0.0, doc="where the middle gives way"
    )
    high_threshold_db: float = knob(
        default=-30.0, low=-80.0, high=0.0, doc="where the highs give way"
    )
    ratio: float = knob(
        default=2.0, low=1.0, high=20.0, curve="log", rest=1.0, doc="dB in for one more dB out"
    )
    attack_ms: float = knob(
        default=20.0, low=0.1, high=500.0, curve="log", doc="time to turn down (63 % of the way)"
    )
    release_ms: float = knob(
        default=150.0, low=1.0, high=5000.0, curve="log", doc="time to let go (63 % of the way)"
    )
    knee_db: float = knob(default=6.0, low=0.0, high=24.0, doc="width of the bend at the threshold")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.low_hz >= self.high_hz:
            raise OutOfRange(
                f"multiband: low_hz is {self.low_hz:g} Hz, but must lie under "
                f"high_hz ({self.high_hz:g} Hz)"
            )

    def start(self, rate_hz: int) -> Processor:
        return Fixed(np.zeros((0, 5))) if self.ratio == 1.0 else _Bands(self, rate_hz)


class _Bands:
    latency_frames = 0

    def __init__(self, setting: Multiband, rate_hz: int) -> None:
        low, high = setting.low_hz, setting.high_hz
        self._low = Fixed(
            np.concatenate([crossover(low, rate_hz, high=False), turned(high, rate_hz)])
        )
        self._upper = Fixed(crossover(low, rate_hz, high=True))
        self._mid = Fixed(crossover(high, rate_hz, high=False))
        self._high = Fixed(crossover(high, rate_hz, high=True))
        self._thresholds_db = (
            setting.low_threshold_db, setting.mid_threshold_db, setting.high_threshold_db,
        )  # fmt: skip
        self._slope, self._knee_db = 1.0 / setting.ratio - 1.0, setting.knee_db
        times = (setting.attack_ms, setting.release_ms, rate_hz)
        self._riders = [Rider(*times) for _ in self._thresholds_db]
        self._turner = Turner()

    def process(self, block: Samples, key: Samples | None, at: At) -> Samples:
        low = self._low.process(block.copy())
        mid = self._upper.process(block)
        high = self._high.process(mid.copy())
        self._mid.process(mid)
        for band, threshold_db, rider in zip(
            (low, mid, high), self._thresholds_db, self._riders, strict=True
        ):
            gains = rider.gains(band, threshold_db, slope=self._slope, knee_db=self._knee_db)
            self._turner.turn(band, gains)
        low += mid
        low += high
        return low
