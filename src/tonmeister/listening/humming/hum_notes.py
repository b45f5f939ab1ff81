"""The notes of a hum: as sung notes are heard, then what is peculiar to humming.

A hum has soft consonants only, so repeated notes are looked for again, and a consonant on the old
pitch is no note of its own; a hum without a band drifts, so its tuning is followed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.humming.again import begins_again, levels
from tonmeister.listening.humming.hum_note import HumNote
from tonmeister.listening.humming.in_tune import in_tune
from tonmeister.listening.pitch import PitchCurve, SungNote, notes_of
from tonmeister.signal import Samples

Real = NDArray[np.float64]

CONSONANTS = ((0.14, 2.0), (0.28, 7.0))
"""A shorter piece on the old pitch, softer than the note after it by so many dB, is that note's
consonant."""
SCOOP_S, RISING_S, REST_S = 0.25, 0.16, 0.15
NARROW_SEMITONES, WIDE_SEMITONES, RISE_SEMITONES = 0.75, 1.7, 0.4
"""A line may be begun from below: what is short and less than a note away, or shorter and rises,
belongs to the note it leads to."""
TOUCHING_S, SAME_SEMITONES = 0.02, 1.2


def hum_notes(sound: Samples, rate_hz: int, curve: PitchCurve) -> list[HumNote]:
    """Return the notes of a hummed melody, ``sound`` [channels, n]."""
    loud, bright = levels(sound, rate_hz, curve.f0_hz.size)
    notes = notes_of(curve, loud)
    notes = [part for note in notes for part in _parts(note, curve, loud, bright)]
    return in_tune(without_scoops(without_consonants(notes, curve, loud), curve))


def _parts(note: SungNote, curve: PitchCurve, loud: Real, bright: Real) -> list[SungNote]:
    """Cut a note where it is sung again."""
    span = curve.part(note.start_s, note.end_s)
    cuts = begins_again(loud[span], bright[span], curve.voiced[span])
    if not cuts:
        return [note]
    bounds = [note.start_s, *(note.start_s + c * curve.step_s for c in cuts), note.end_s]
    return [_piece(note, curve, a, b) for a, b in pairwise(bounds)]


def _piece(note: SungNote, curve: PitchCurve, start_s: float, end_s: float) -> SungNote:
    inside = curve.midi[curve.part(start_s + 0.03, end_s - 0.03)]
    clear = inside[~np.isnan(inside)]
    off = note.off_cents if clear.size < 4 else 100.0 * (float(np.median(clear)) - note.midi)
    return replace(note, start_s=start_s, end_s=end_s, off_cents=off)


def without_consonants(notes: Sequence[SungNote], curve: PitchCurve, loud: Real) -> list[SungNote]:
    """Leave out the consonants that were taken for notes."""
    out: list[SungNote] = []
    for i, note in enumerate(notes):
        following = notes[i + 1] if i + 1 < len(notes) else None
        if out and following is not None and _between(out[-1], note, following):
            under_db = _loud(following, curve, loud) - _loud(note, curve, loud)
            if any(note.end_s - note.start_s < s and under_db > db for s, db in CONSONANTS):
                out[-1] = replace(out[-1], end_s=note.end_s)
                continue
        out.append(note)
    return out


def _between(before: SungNote, note: SungNote, following: SungNote) -> bool:
    """Whether a note continues the pitch before it, without a gap on either side."""
    gaps = (note.start_s - before.end_s, following.start_s - note.end_s)
    return abs(before.pitch - note.pitch) < SAME_SEMITONES and max(gaps) < TOUCHING_S


def without_scoops(notes: Sequence[SungNote], curve: PitchCurve) -> list[SungNote]:
    """Let a line that is begun from below begin on its first note."""
    out: list[SungNote] = []
    scooped_s: float | None = None
    for before, note, following in zip([None, *notes], notes, [*notes[1:], None], strict=False):
        rested = before is None or note.start_s - before.end_s > REST_S
        if rested and following is not None and _leads(note, following, curve):
            scooped_s = note.start_s
            continue
        out.append(note if scooped_s is None else replace(note, start_s=scooped_s))
        scooped_s = None
    return out


def _leads(note: SungNote, following: SungNote, curve: PitchCurve) -> bool:
    up, length_s = following.pitch - note.pitch, note.end_s - note.start_s
    if not 0.0 < up < WIDE_SEMITONES or following.start_s - note.end_s > TOUCHING_S:
        return False
    if up < NARROW_SEMITONES:
        return length_s < SCOOP_S
    inside = curve.midi[curve.part(note.start_s, note.end_s)]
    clear = inside[~np.isnan(inside)]
    rises = clear.size > 4 and float(clear[-1] - clear[0]) > RISE_SEMITONES
    return length_s < RISING_S and rises


def _loud(note: SungNote, curve: PitchCurve, loud: Real) -> float:
    inside = loud[curve.part(note.start_s, min(note.end_s, note.start_s + 0.2))]
    return float(np.median(inside)) if inside.size else -120.0
