"""A hummed note."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HumNote:
    """A note as hummed: where, which key of a piano is meant, how far off it is from the singer's
    own tuning, and what was sung (semitones, A4 = 69 at 440 Hz).
    """

    start_s: float
    end_s: float
    midi: int
    off_cents: float
    sung: float
