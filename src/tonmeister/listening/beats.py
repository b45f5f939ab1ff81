"""The beats of the song, and how sure they are."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening import tempo as tempi
from tonmeister.listening.bars import bars, harmonic_change
from tonmeister.listening.beats_grid import straighten
from tonmeister.listening.beats_readings import best_reading
from tonmeister.listening.facts_onsets import peaks
from tonmeister.listening.features import ONSET_HOP_S, TrackFeatures
from tonmeister.listening.tempo import FPS, Pulse, near
from tonmeister.model import TempoMap

Real = NDArray[np.float64]

LATE_S = 0.0055
"""How much later than the sound the centre of its onset peak lies."""
SURE, SURE_OF_EVEN, SURE_OF_DRIFT = 0.30, 0.38, 0.48
"""How sure a tempo must be: an even grid seldom fits by chance, even beats now and then, beats
that drift may."""
EVEN = 0.008
"""Beats are even whose usual distance varies by less."""


def tempo_map(
    tracks: Mapping[str, TrackFeatures], roles: Mapping[str, str], chroma: Real, length_s: float
) -> TempoMap | None:
    """Find tempo, beats and bars. None where there is no beat to be sure of."""
    heard = tempi.pulse(tracks, roles)
    if heard is None:
        return None
    found = tempi.follow(heard.act)
    if len(found) < 6:
        return None
    harmony = np.zeros(heard.frames)
    change = harmonic_change(chroma)[: heard.frames]
    harmony[: len(change)] = change
    reading, others = best_reading(found.astype(np.float64), heard, harmony)
    beats = _centre(reading.beats, heard.act)
    strength = near(heard.act, beats, 2)
    beats_s, steady = straighten(beats * ONSET_HOP_S - LATE_S, strength, length_s)
    confidence = _confidence((beats_s + LATE_S) * FPS, heard)
    even = _uneven(beats_s) < EVEN
    if confidence < (SURE if steady else SURE_OF_EVEN if even else SURE_OF_DRIFT):
        return None
    beats_s = beats_s[(beats_s >= -0.03) & (beats_s < length_s)]
    if len(beats_s) < 6:
        return None
    meter = reading.meter
    downs, bar_sure = bars(beats_s * FPS, heard, harmony, meter, from_bar_line=steady)
    bpm = 60.0 / float(np.median(np.diff(beats_s)))
    if steady:
        confidence = 0.4 + 0.6 * confidence  # so many beats do not fit one grid by chance
        bpm = 60.0 * (len(beats_s) - 1) / float(beats_s[-1] - beats_s[0])
    return TempoMap(
        tempo_bpm=round(bpm, 2),
        meter=meter,
        beats_s=tuple(round(max(0.0, float(at)), 4) for at in beats_s),
        downbeats=tuple(int(i) for i in downs),
        confidence=round(confidence * (0.6 + 0.4 * bar_sure), 3),
        alternatives_bpm=tuple(round(other, 1) for other in others),
    )


def _centre(beats: Real, act: Real) -> Real:
    """Move each beat to the centre of the onset it stands on, where there is one."""
    out = beats.copy()
    for i, beat in enumerate(beats):
        at = round(float(beat))
        low, high = max(0, at - 3), min(len(act), at + 4)
        if high - low < 3 or act[low:high].max() < 0.1:
            continue
        top = low + int(act[low:high].argmax())
        a, b = max(0, top - 1), min(len(act), top + 2)
        weights = act[a:b]
        out[i] = float((np.arange(a, b) * weights).sum() / weights.sum())
    return out


def _confidence(beats: Real, heard: Pulse) -> float:
    """Say how far the beats stand out (0 to 1): over what lies between, and how evenly they come.

    Beats where nothing is heard for a while count neither way.
    """
    on, off = near(heard.act, beats[:-1], 3), near(heard.act, (beats[:-1] + beats[1:]) / 2, 3)
    sounding = (on > 0.02) | (off > 0.02)
    if sounding.sum() < 6:
        return 0.0
    hit = float(np.mean(on[sounding] > 0.3))
    stands_out = float(on[sounding].mean()) - _usual_near(heard.act)
    even = float(np.clip(1.0 - 8.0 * _uneven(beats), 0.0, 1.0))
    clear = float(np.clip(1.6 * stands_out, 0.0, 1.0) ** 0.5 * hit**0.5)
    return clear * even * float(np.clip(2.5 * _in_time(beats, heard.act) - 0.5, 0.0, 1.0))


def _uneven(beats: Real) -> float:
    """Return how much the distance of the beats varies."""
    gaps = np.diff(beats)
    return float(np.median(np.abs(gaps - np.median(gaps))) / np.median(gaps))


def _in_time(beats: Real, act: Real) -> float:
    """Say how well all that begins falls on halves, thirds or quarters of the beats (0 to 1)."""
    rises = peaks(act.astype(np.float32), least=0.25)
    index = np.searchsorted(beats, rises, side="right") - 1
    inside = (index >= 0) & (index < len(beats) - 1)
    index, rises = index[inside], rises[inside]
    if len(rises) < 8:
        return 0.0
    place = (rises - beats[index]) / (beats[index + 1] - beats[index])
    turns = [abs(np.exp(2j * np.pi * parts * place).mean()) for parts in (2, 3, 4)]
    return float(max(turns))


def _usual_near(act: Real) -> float:
    """Return what a beat placed anywhere would find."""
    return float(near(act, np.arange(0, len(act), 7, dtype=np.float64), 3).mean())
