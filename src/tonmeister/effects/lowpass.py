"""Low-pass."""

from __future__ import annotations

from tonmeister.effects._biquads import NONE, Fixed, Sections, pass_sections
from tonmeister.effects.declare import Effect, Processor, effect, knob
from tonmeister.effects.highpass import in_steps

_OFF_HZ = 24000.0


@effect("lowpass", source="Butterworth, Wireless Engineer 7, 1930; bilinear transform")
class Lowpass(Effect):
    """Take away what lies above a part: hiss, fizz, or a brightness that pulls it forward."""

    frequency_hz: float = knob(
        default=12000.0, low=100.0, high=_OFF_HZ, curve="log", rest=_OFF_HZ,
        doc="where it has taken 3 dB; at 24 kHz, or near half the sampling rate, it is off",
    )  # fmt: skip
    slope_db: float = knob(default=12.0, low=6.0, high=24.0, doc="6, 12, 18 or 24 dB an octave")

    def __post_init__(self) -> None:
        super().__post_init__()
        in_steps(self.name, self.slope_db)

    def biquads(self, rate_hz: int) -> Sections:
        """Return it as second-order sections."""
        if self.frequency_hz >= min(_OFF_HZ, 0.48 * rate_hz):
            return NONE
        return pass_sections(self.frequency_hz, self.slope_db, rate_hz, high=False)

    def start(self, rate_hz: int) -> Processor:
        return Fixed(self.biquads(rate_hz))
