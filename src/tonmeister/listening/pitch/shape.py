"""How a note is sung within itself: its vibrato, its bends, its slides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tonmeister.listening.pitch.curve import PitchCurve
from tonmeister.listening.pitch.notes import SungNote

SLOW_S = 0.2
"""A vibrato's cycle is about as long: its mean over that has no vibrato left."""
LATE_S, EARLY_S = 0.04, 0.03


@dataclass(frozen=True, slots=True)
class NoteShape:
    """``bend_cents``: how far the slow pitch goes from end to end; ``vibrato_cents``: half the way
    from top to bottom of what is faster; ``steady_ratio``: the share of the note within 30 cents
    of its middle, vibrato removed; ``voiced_ratio``: the share that has a pitch.
    """

    bend_cents: float
    vibrato_cents: float
    steady_ratio: float
    voiced_ratio: float


def shape_of(note: SungNote, curve: PitchCurve) -> NoteShape:
    """Describe a note; its first 40 ms and last 30 ms belong to the way from and to others."""
    midi = curve.midi[curve.part(note.start_s + LATE_S, note.end_s - EARLY_S)]
    clear = midi[~np.isnan(midi)]
    if clear.size < 4:
        return NoteShape(0.0, 0.0, 0.0, clear.size / max(1, midi.size))
    width = min(max(3, round(SLOW_S / curve.step_s)), clear.size)
    padded = np.pad(clear, (width // 2, width - 1 - width // 2), mode="edge")
    slow = np.convolve(padded, np.full(width, 1.0 / width), "valid")
    low, high = np.percentile(slow, [5, 95])
    fast_low, fast_high = np.percentile(clear - slow, [5, 95])
    steady = np.abs(slow - np.median(slow)) < 0.3
    return NoteShape(
        float(100.0 * (high - low)),
        float(50.0 * (fast_high - fast_low)),
        float(steady.mean()),
        clear.size / max(1, midi.size),
    )
