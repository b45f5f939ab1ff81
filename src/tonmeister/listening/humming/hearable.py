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
LEAST_HELD = 0.5
"""The share of its pitched time that a hum holds a note; measured: hums and songs .6 to .98,
speech .1 to .36."""
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
        return "no pitch is heard in it, only noise: hum closer to the microphone"
    voice = one_voice(sound, rate_hz, curve)
    if not voice.is_one:
        return (
            "this is not one voice humming: several notes sound at once, or mostly noise; "
            "for a whole recording there is `tonmeister chart`"
        )
    held = held_share(curve)
    if held < LEAST_HELD:
        return (
            f"this sounds spoken, not hummed: only {100.0 * held:.0f} % of it holds a note; "
            "hum the tune on one syllable"
        )
    if len(notes) < FEWEST_NOTES:
        return f"only {len(notes)} notes are heard; a tune has at least {FEWEST_NOTES}"
    return None
