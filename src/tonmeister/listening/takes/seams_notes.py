"""What each note of each take is worth, for choosing by words inside a phrase."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.pitch import PitchCurve
from tonmeister.listening.takes.aligned import AlignedTakes

CENTS, MS = 25.0, 30.0
"""So far off counts as one (Larrouy-Maestri 2018: half a quarter tone is heard as wrong)."""
MISSING_SCORE = 3.0
MOST_SCORE = 4.0
HEAD_S, TAIL_S = 0.06, 0.03


def note_scores(aligned: AlignedTakes, numbers: Iterable[int]) -> dict[int, NDArray[np.float64]]:
    """Return what each reference note costs in each take [notes]: cents / 25 plus ms / 30."""
    return {number: _scores(aligned, number) for number in numbers}


def cents_off(curve: PitchCurve, start_s: float, end_s: float, pitch: float) -> float:
    """Return how far the middle of a note lies from a pitch; nan where nothing is sung."""
    inside = curve.midi[curve.part(start_s + HEAD_S, end_s - TAIL_S)]
    sung = inside[~np.isnan(inside)]
    if sung.size < 4 or np.isnan(pitch):
        return float("nan")
    return 100.0 * (float(np.median(sung)) - pitch)


def _scores(aligned: AlignedTakes, number: int) -> NDArray[np.float64]:
    heard, clock = aligned.heard[number], aligned.on_clock[number]
    out = np.zeros(len(aligned.notes))
    for i, note in enumerate(aligned.notes):
        start_s, end_s = float(clock.onsets_s[i]), float(clock.ends_s[i])
        if np.isnan(start_s):
            out[i] = MISSING_SCORE
            continue
        end_s = start_s + note.end_s - note.start_s if np.isnan(end_s) else end_s
        pitch = note.pitch - clock.transposed_semitones
        cents = cents_off(heard.pitch, start_s, end_s, pitch)
        late_ms = float(clock.off_ms[i])
        cost = 0.0 if np.isnan(cents) else abs(cents) / CENTS
        cost += 0.0 if np.isnan(late_ms) else abs(late_ms) / MS
        out[i] = min(cost, MOST_SCORE)
    return out
