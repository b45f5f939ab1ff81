"""How well a chord carries the notes over it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

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
DOWNBEAT, ON_BEAT, OFF_BEAT = 2.0, 1.1, 0.6
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
    chords = [
        [(tonic_class + semitones(c.root_fifths + step)) % 12 for step in KINDS[c.quality]]
        for c in choices
    ]
    cost = np.array([[_tone_cost(pitch, chord) for chord in chords] for pitch in range(12)])
    beat, bar = meter.beat_quarters, meter.bar_quarters
    ends = [end for _, end in slots]
    for tone, following in pairwise([*tones, None]):
        assert tone is not None
        passing = PASSING if _is_passing(tone, following, beat) else 1.0
        for s in range(bisect_right(ends, tone.start), len(slots)):
            first, last = max(slots[s][0], tone.start), min(slots[s][1], tone.end)
            if last <= first:
                break
            inside = first % bar
            weight = DOWNBEAT if inside == 0 else ON_BEAT if inside % beat == 0 else OFF_BEAT
            weight *= passing * float((last - first) / min(beat, Fraction(1)))
            out[s] += weight * cost[tone.midi % 12]
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
