"""The notes of a hum."""

from __future__ import annotations

from tonmeister.listening.pitch import PitchCurve, SungNote, notes_of
from tonmeister.listening.pitch.level import level_db
from tonmeister.signal import Samples


def hum_notes(sound: Samples, rate_hz: int, curve: PitchCurve) -> list[SungNote]:
    """Return the notes of a hummed melody, ``sound`` [channels, n]."""
    return notes_of(curve, level_db(sound, rate_hz, curve.f0_hz.size))
