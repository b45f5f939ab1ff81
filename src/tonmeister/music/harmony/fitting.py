"""How well a chord carries the notes over it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from tonmeister.model import MeterAt
from tonmeister.music.chord_kinds import KINDS, semitones
from tonmeister.music.harmony.tables import Choice, Tone

Real = NDArray[np.float64]

ROOT, FIFTH, OTHER = 1.0, 0.85, 0.95
"""What a beat of melody on this tone of the chord is worth."""
STRANGE, CLASH = 0.9, 1.35
"""What a beat beside the chord costs; a semitone above one of its tones."""
DOWNBEAT, ON_BEAT, OFF_BEAT = 1.5, 1.1, 0.7
PASSING = 0.45
"""Notes that step on to the next one within a beat hardly ask for a chord."""


def fits(
    tones: Sequence[Tone],
    slots: Sequence[tuple[Fraction, Fraction]],
    choices: Sequence[Choice],
    tonic_class: int,
    meter: MeterAt,
) -> Real:
    """Return what each chord costs in each slot [slots, chords]; below 0 it fits."""  # fmt: skip
    out = np.array([[c.price for c in choices] for _ in slots])
    classes = [
        [(tonic_class + semitones(c.root_fifths + step)) % 12 for step in KINDS[c.quality]]
        for c in choices
    ]
    beat, bar = meter.beat_quarters, meter.bar_quarters
    passing = [_is_passing(a, b, beat) for a, b in zip(tones, [*tones[1:], None], strict=True)]
    for s, (start, end) in enumerate(slots):
        for tone, passes in zip(tones, passing, strict=True):
            first, last = max(start, tone.start), min(end, tone.end)
            if last <= first:
                continue
            inside = first % bar
            weight = DOWNBEAT if inside == 0 else ON_BEAT if inside % beat == 0 else OFF_BEAT
            weight *= PASSING if passes else 1.0
            weight *= float((last - first) / min(beat, Fraction(1)))
            for j, chord in enumerate(classes):
                out[s, j] += weight * _tone_cost(tone.midi % 12, chord)
    return out


def _is_passing(tone: Tone, following: Tone | None, beat: Fraction) -> bool:
    if following is None or tone.start % beat == 0 or tone.length >= beat:
        return False
    return 0 < abs(following.midi - tone.midi) <= 2 and following.start == tone.end


def _tone_cost(pitch_class: int, chord: Sequence[int]) -> float:
    if pitch_class == chord[0]:
        return -ROOT
    if pitch_class in chord:
        return -FIFTH if (pitch_class - chord[0]) % 12 == 7 else -OTHER
    return CLASH if (pitch_class - 1) % 12 in chord else STRANGE
