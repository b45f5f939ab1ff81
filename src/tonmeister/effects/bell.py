"""Bell."""

from __future__ import annotations

from tonmeister.effects._biquads import BELL, Band, Sections, band_sections
from tonmeister.effects.declare import Effect, Processor, effect, knob


@effect("bell", source="Bristow-Johnson, Audio EQ Cookbook; moving: Simper, Cytomic, 2013")
class Bell(Effect):
    """Bring out or hold back one region of the sound: mud, honk, presence, air."""

    frequency_hz: float = knob(
        default=1000.0, low=20.0, high=20000.0, curve="log", doc="its centre"
    )
    gain_db: float = knob(
        default=-3.0,
        low=-24.0,
        high=24.0,
        rest=0.0,
        automatable=True,
        doc="how much more or less of it",
    )
    width_q: float = knob(
        default=1.0,
        low=0.1,
        high=20.0,
        curve="log",
        doc="how narrow: 0.5 is two and a half octaves, 1.4 one, 4 a third",
    )

    def biquads(self, rate_hz: int) -> Sections:
        """Return it as second-order sections, for a gain that does not move."""
        return band_sections(BELL, self.frequency_hz, self.gain_db, self.width_q, rate_hz)

    def start(self, rate_hz: int) -> Processor:
        return Band(self.biquads(rate_hz), BELL, self.frequency_hz, self.width_q, rate_hz)
