"""The key that suits a voice: where the melody lies in its range, and at its ease.

Of the shifts from six semitones down to six up the one with the lowest cost: three for each note
out of range, one for each semitone between the melody's middle and the voice's, a little for signs
before the staff and for keys a guitarist needs a capo in (own weights; a starting point to sing,
not a law). Who sings whole octaves under or over what is written goes on doing so, as men do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tonmeister.model import Chart, Pitch
from tonmeister.music.clock import bar_of
from tonmeister.music.spelling import signature_fifths, spelled
from tonmeister.music.transposing import transposed

FARTHEST_SEMITONES = 6
OUTSIDE, SIGN, NO_OPEN_STRINGS = 3.0, 0.3, 0.5
SLACK_SEMITONES = 0.5
GUITAR_MAJOR, GUITAR_MINOR = {0, 1, 2, 3, 4}, {3, 4, 2}
"""Tonics with open chords: C G D A E; A minor, E minor, D minor."""
HOOKS = ("chorus", "hook", "refrain")
INTERVALS = ("", "a semitone", "a whole tone", "a minor third", "a major third", "a fourth",
             "a tritone", "a fifth", "a minor sixth", "a major sixth", "a minor seventh",
             "a major seventh")  # fmt: skip


@dataclass(frozen=True, slots=True)
class VoiceRange:
    """What a voice sang, in semitones (MIDI): its range and where it spent half of its time."""

    low_semitones: float
    high_semitones: float
    ease_low_semitones: float
    ease_high_semitones: float
    middle_semitones: float


@dataclass(frozen=True, slots=True)
class KeyForVoice:
    """A key for a singer: how far it is, and what it means for the melody."""

    semitones: int  # of the written notes
    octaves: int  # that the voice sings above (under 0: below) what is written
    key_name: str
    cost_score: float
    outside_count: int
    top: Pitch  # of the hook, as sung
    under_top_semitones: int  # below the voice's highest note; under 0 above it


def voice_range(semitones: Sequence[float], lengths_s: Sequence[float]) -> VoiceRange:
    """Return the range of sung notes, each with its length: 5 to 95 % of the time."""
    order = np.argsort(semitones)
    pitch = np.asarray(semitones, dtype=float)[order]
    time = np.asarray(lengths_s, dtype=float)[order]
    share = np.cumsum(time) / time.sum()
    places = np.minimum(np.searchsorted(share, [0.05, 0.25, 0.5, 0.75, 0.95]), pitch.size - 1)
    low, ease_low, middle, ease_high, high = pitch[places]
    if np.isclose(share[places[2]], 0.5):  # half below, half above: in between
        middle = 0.5 * (middle + pitch[min(places[2] + 1, pitch.size - 1)])
    return VoiceRange(float(low), float(high), float(ease_low), float(ease_high), float(middle))


def keys_for(chart: Chart, voice: VoiceRange) -> list[KeyForVoice]:
    """Return all shifts, the best first; the chart has a melody."""
    pitches = [n.pitch.midi for n in chart.melody]
    weights = [float(n.length_quarters) for n in chart.melody]
    middle = voice_range(pitches, weights).middle_semitones
    octaves = round((voice.middle_semitones - middle) / 12)
    shifts = range(-FARTHEST_SEMITONES, FARTHEST_SEMITONES + 1)
    found = [_judged(chart, voice, pitches, middle, n, octaves) for n in shifts]
    return sorted(found, key=lambda k: (k.cost_score, abs(k.semitones), -k.semitones))


def _judged(
    chart: Chart,
    voice: VoiceRange,
    pitches: Sequence[int],
    middle: float,
    shift: int,
    octaves: int,
) -> KeyForVoice:
    sounding = shift + 12 * octaves
    low, high = voice.low_semitones - SLACK_SEMITONES, voice.high_semitones + SLACK_SEMITONES
    outside = sum(not low <= pitch + sounding <= high for pitch in pitches)
    moved = transposed(chart, shift)
    key = moved.keys[0]
    signs = abs(signature_fifths(key))
    minor = signature_fifths(key) - key.tonic_fifths <= -2
    friendly = key.tonic_fifths in (GUITAR_MINOR if minor else GUITAR_MAJOR)
    cost = (
        OUTSIDE * outside
        + abs(middle + sounding - voice.middle_semitones)
        + SIGN * signs
        + (0.0 if friendly else NO_OPEN_STRINGS)
    )
    written = max(_hook(moved), key=lambda p: p.midi)
    top = Pitch(written.fifths, written.octave + octaves)
    return KeyForVoice(
        semitones=shift,
        octaves=octaves,
        key_name=key.name,
        cost_score=cost,
        outside_count=outside,
        top=top,
        under_top_semitones=round(voice.high_semitones) - top.midi,
    )


def _hook(chart: Chart) -> list[Pitch]:
    """Return the pitches of the chorus, or of the whole song where none is called so."""
    hooks = [s for s in chart.sections if any(word in s.name.casefold() for word in HOOKS)]
    inside = [
        n.pitch for n in chart.melody
        if any(s.first_bar <= bar_of(chart, n.start_quarters) < s.first_bar + s.bars for s in hooks)
    ]  # fmt: skip
    return inside or [n.pitch for n in chart.melody]


def has_hook(chart: Chart) -> bool:
    """Say whether a section is called a chorus."""
    return any(word in s.name.casefold() for s in chart.sections for word in HOOKS)


def shift_words(semitones: int) -> str:
    """Say an interval: ``shift_words(5) == "up a fourth"``."""
    if semitones == 0:
        return "as it is"
    octaves, rest = divmod(abs(semitones), 12)
    many = ["", "an octave", "two octaves"][octaves]
    both = " and ".join(words for words in (many, INTERVALS[rest]) if words)
    return f"{'up' if semitones > 0 else 'down'} {both}"


def pitch_words(semitones: float, like: Chart) -> str:
    """Name the nearest note of a sung pitch as the chart's key spells it."""
    return spelled(round(semitones), like.keys[0]).name
