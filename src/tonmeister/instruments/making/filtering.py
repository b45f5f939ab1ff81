"""Fixed filters for what is made once: passes and bells at any rate."""

from __future__ import annotations

import numpy as np

from tonmeister.effects._biquads import BELL, Fixed, band_sections, pass_sections
from tonmeister.instruments.making.tape import Row
from tonmeister.signal import Samples


def passed(sound: Samples, low_hz: float, high_hz: float, rate_hz: int, order: int = 2) -> Samples:
    """Keep what lies between two frequencies, ``[2, n]`` in place; 0 is open."""
    if low_hz > 0.0:
        Fixed(pass_sections(low_hz, 6.0 * order, rate_hz, high=True)).process(sound)
    if 0.0 < high_hz < 0.48 * rate_hz:
        Fixed(pass_sections(high_hz, 6.0 * order, rate_hz, high=False)).process(sound)
    return sound


def passed_row(row: Row, low_hz: float, high_hz: float, rate_hz: int, order: int = 2) -> Row:
    """Keep what lies between two frequencies of one row ``[n]``; 0 is open."""
    one: Row = passed(np.stack([row, row]), low_hz, high_hz, rate_hz, order)[0]
    return one


def bells(sound: Samples, bands: tuple[tuple[float, float, float], ...], rate_hz: int) -> Samples:
    """Raise and lower regions, each (frequency in Hz, gain in dB, Q), in place."""
    for frequency_hz, gain_db, width_q in bands:
        Fixed(band_sections(BELL, frequency_hz, gain_db, width_q, rate_hz)).process(sound)
    return sound
