"""The pitch of one voice over time, and the notes it sings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tonmeister.later import later

if TYPE_CHECKING:
    from tonmeister.listening.pitch.curve import F0Model, PitchCurve, Rough, pitch_curve
    from tonmeister.listening.pitch.notes import SungNote, notes_of, notes_within

__all__ = ["F0Model", "PitchCurve", "Rough", "SungNote", "notes_of", "notes_within", "pitch_curve"]

__getattr__ = later(
    __name__,
    {
        "F0Model": "curve",
        "PitchCurve": "curve",
        "Rough": "curve",
        "pitch_curve": "curve",
        "SungNote": "notes",
        "notes_of": "notes",
        "notes_within": "notes",
    },
)
