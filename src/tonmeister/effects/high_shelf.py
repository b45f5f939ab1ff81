"""High shelf."""

from __future__ import annotations

from tonmeister.effects._biquads import HIGH_SHELF, Band, Sections, band_sections
from tonmeister.effects.declare import Effect, Processor, effect, knob


@effect("high_shelf", source="Bristow-Johnson, Audio EQ Cookbook; moving: Simper, Cytomic, 2013")
class HighShelf(Effect):
    """More or less of everything high: air and shine, or a part that steps back."""

    frequency_hz: float = knob(
        default=8000.0, low=20.0, high=20000.0, curve="log", doc="the middle of its slope"
    )
    gain_db: float = knob(
        default=2.0,
        low=-24.0,
        high=24.0,
        rest=0.0,
        automatable=True,
        doc="how much more or less lies above",
    )
    width_q: float = knob(
        default=0.707,
        low=0.1,
        high=2.0,
        curve="log",
        doc="how steep the slope is; over 0.71 it overshoots",
    )

    def biquads(self, rate_hz: int) -> Sections:
        """Return it as second-order sections, for a gain that does not move."""
        return band_sections(HIGH_SHELF, self.frequency_hz, self.gain_db, self.width_q, rate_hz)

    def start(self, rate_hz: int) -> Processor:
        return Band(self.biquads(rate_hz), HIGH_SHELF, self.frequency_hz, self.width_q, rate_hz)
