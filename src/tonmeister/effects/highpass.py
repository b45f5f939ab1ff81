"""High-pass."""

from __future__ import annotations

from tonmeister.effects._biquads import NONE, Fixed, Sections, pass_sections
from tonmeister.effects.declare import Effect, OutOfRange, Processor, effect, knob

_OFF_HZ = 10.0


@effect("highpass", source="Butterworth, Wireless Engineer 7, 1930; bilinear transform")
class Highpass(Effect):
    """Take away what lies below a part, so that the low end is left to bass and drum."""

    frequency_hz: float = knob(
        default=80.0, low=_OFF_HZ, high=5000.0, curve="log", rest=_OFF_HZ,
        doc="where it has taken 3 dB; at 10 Hz it is off",
    )  # fmt: skip
    slope_db: float = knob(default=12.0, low=6.0, high=24.0, doc="6, 12, 18 or 24 dB an octave")

    def __post_init__(self) -> None:
        super().__post_init__()
        in_steps(self.name, self.slope_db)

    def biquads(self, rate_hz: int) -> Sections:
        """Return it as second-order sections."""
        if self.frequency_hz <= _OFF_HZ:
            return NONE
        return pass_sections(self.frequency_hz, self.slope_db, rate_hz, high=True)

    def start(self, rate_hz: int) -> Processor:
        return Fixed(self.biquads(rate_hz))


def in_steps(effect: str, slope_db: float) -> None:
    """Raise ``OutOfRange`` for a slope that no Butterworth filter has."""
    if slope_db % 6.0:
        raise OutOfRange(f"{effect}: slope_db is {slope_db:g} dB, but may be 6, 12, 18 or 24 dB")
