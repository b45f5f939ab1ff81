"""De-esser."""

from __future__ import annotations

from tonmeister.effects._biquads import Fixed, pass_sections
from tonmeister.effects._turning import Rider
from tonmeister.effects.declare import At, Effect, Processor, effect, knob
from tonmeister.signal import Samples
from tonmeister.signal.kernels.dynamics import turn_band


@effect("deesser", source="split-band de-esser; gain as Giannoulis, Massberg & Reiss, 2012")
class Deesser(Effect):
    """Soften the s and sh of a singer, only while they last, and only where they hiss."""

    frequency_hz: float = knob(
        default=5500.0, low=1000.0, high=16000.0, curve="log", doc="where the hissing band begins"
    )
    threshold_db: float = knob(
        default=-30.0, low=-80.0, high=0.0, doc="the level of the band where it starts to act"
    )
    range_db: float = knob(
        default=-6.0, low=-24.0, high=0.0, rest=0.0, doc="the most it turns the band down"
    )
    attack_ms: float = knob(
        default=0.5, low=0.05, high=50.0, curve="log", doc="time to turn down (63 % of the way)"
    )
    release_ms: float = knob(
        default=40.0, low=1.0, high=500.0, curve="log", doc="time to let go (63 % of the way)"
    )

    def start(self, rate_hz: int) -> Processor:
        return _Deessing(self, rate_hz)


class _Deessing:
    """It listens through a steep high-pass and turns a gentle one, whose phase stays near."""

    latency_frames = 0

    def __init__(self, setting: Deesser, rate_hz: int) -> None:
        self._setting = setting
        self._ear = Fixed(pass_sections(setting.frequency_hz, 24.0, rate_hz, high=True))
        self._split = Fixed(pass_sections(setting.frequency_hz, 6.0, rate_hz, high=True))
        self._rider = Rider(setting.attack_ms, setting.release_ms, rate_hz)

    def process(self, block: Samples, key: Samples | None, at: At) -> Samples:
        band = self._split.process(block.copy())
        gains = self._rider.gains(
            self._ear.process(block.copy()),
            self._setting.threshold_db,
            slope=-1.0,
            most_db=self._setting.range_db,
        )
        turn_band(block, band, gains)
        return block
