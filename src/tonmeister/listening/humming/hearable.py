"""Whether there is a melody to hear at all: no silence, no speech, not several notes at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tonmeister.listening.humming.hum_note import HumNote
from tonmeister.listening.pitch import PitchCurve
from tonmeister.listening.pitch.level import level_db
from tonmeister.listening.pitch.single import one_voice
from tonmeister.signal import Samples

SILENT_DBFS = -65.0
SHORTEST_S, FEWEST_NOTES = 1.2, 4
LEAST_HELD = 0.62
"""The share of its pitched time that a hum holds a note; measured: hums and songs .72 to .99,
a song of slides .53, speech .22 to .54."""
LEAST_SHARE = 0.42
"""The share of the loud time that is one clear pitch; measured: hums .78 to .91, drums and bass
.31, bands 0 to .16."""
HELD_S, HELD_SEMITONES = 0.12, 0.45


def held_share(curve: PitchCurve) -> float:
    """Return the share of the voiced time in which the pitch stays where it is: within 0.9
    semitones over 120 ms.
    """
    half = round(0.5 * HELD_S / curve.step_s)
    midi = curve.midi
    if midi.size <= 2 * half or not curve.voiced.any():
        return 0.0
    windows = np.lib.stride_tricks.sliding_window_view(midi, 2 * half + 1)
    whole = np.asarray(~np.isnan(windows).any(axis=1))
    spread = np.ptp(np.where(whole[:, None], windows, 0.0), axis=1)
    middle = np.zeros(midi.size, bool)
    middle[half : midi.size - half] = whole & (spread <= 2.0 * HELD_SEMITONES)
    held = np.convolve(middle, np.ones(2 * half + 1), "same") > 0.5
    return float((held & curve.voiced).sum() / curve.voiced.sum())


def why_no_hum(
    sound: Samples, rate_hz: int, curve: PitchCurve, notes: Sequence[HumNote]
) -> str | None:
    """Say why a recording [channels, n] is no hummed melody, or None if it is one."""
    length_s = sound.shape[1] / rate_hz
    if length_s < SHORTEST_S:
        return f"it is {length_s:.1f} s long: hum at least a line, a few seconds"
    loudest_db = float(level_db(sound, rate_hz, curve.f0_hz.size).max(initial=-120.0))
    if loudest_db < SILENT_DBFS:
        return "it is silent: check the microphone and record it again"
    if not curve.voiced.any():
        return (
            "no single pitch is heard in it, only noise or several notes at once: hum alone, "
            "closer to the microphone"
        )
    held, voice = held_share(curve), one_voice(sound, rate_hz, curve)
    if not voice.is_one or (voice.share < LEAST_SHARE and held >= LEAST_HELD):
        return (
            "this is not one voice humming: several notes sound at once, or mostly noise; "
            "for a whole recording there is `tonmeister chart`"
        )
    if held < LEAST_HELD:
        return (
            f"this sounds spoken, not hummed: only {100.0 * held:.0f} % of it holds a note; "
            "hum the tune on one syllable"
        )
    if len(notes) < FEWEST_NOTES:
        return (
            f"a tune has at least {FEWEST_NOTES} notes, and only {len(notes)} are heard: hum a "
            "line, each note on a syllable of its own"
        )
    return None
