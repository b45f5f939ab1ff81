"""A clean piece that is made here: drums, bass, chords and a voice-like lead, in stereo."""

from __future__ import annotations

from functools import cache

import numpy as np

from tonmeister.faults import Piece
from tonmeister.model import SongMap, TempoMap
from tonmeister.signal import Samples

RATE_HZ, LENGTH_S, BPM = 44100, 24.0, 120.0


@cache
def piece(*, stems: bool = True) -> Piece:
    """Twelve bars at 120 BPM; the stems add up to the mix, whose peak is -6 dBFS."""
    frames = round(LENGTH_S * RATE_HZ)
    chance = np.random.default_rng(11)
    at_s = np.arange(frames) / RATE_HZ
    parts = {
        "kick": _strokes(at_s, 0.5, 0.12) * np.sin(2 * np.pi * 55.0 * at_s),
        "snare": _strokes(at_s - 0.5, 1.0, 0.15) * chance.standard_normal(frames) * 0.5,
        "bass": _strokes(at_s, 0.25, 0.4) * _tone(at_s, 82.4, 8) * 0.6,
        "keys": (_tone(at_s, 164.8, 12) + _tone(at_s, 207.7, 12) + _tone(at_s, 246.9, 12)) * 0.15,
        "lead vocal": (at_s % 4.0 < 3.0) * _tone(at_s + 0.002 * np.sin(35 * at_s), 329.6, 14) * 0.4,
    }
    spread = {"kick": 0.0, "snare": 0.1, "bass": 0.0, "keys": 0.35, "lead vocal": 0.0}
    made = {name: _panned(part, spread[name], chance) for name, part in parts.items()}
    mix = np.sum(list(made.values()), axis=0)
    made = {name: part * (0.5 / np.abs(mix).max()) for name, part in made.items()}
    mix = mix * (0.5 / np.abs(mix).max())
    beats = tuple(float(b) for b in np.arange(0.0, LENGTH_S, 60.0 / BPM))
    tempo = TempoMap(tempo_bpm=BPM, meter=4, beats_s=beats,
                     downbeats=tuple(range(0, len(beats), 4)), confidence=1.0)  # fmt: skip
    song = SongMap(length_s=LENGTH_S, tempo=tempo, key=None, sections=(), phrases=())
    if not stems:
        return Piece(name="little", rate_hz=RATE_HZ, mix=mix, song=song)
    return Piece(name="little", rate_hz=RATE_HZ, mix=mix, stems=made,
                 roles={name: name for name in made}, song=song)  # fmt: skip


def _strokes(at_s: Samples, every_s: float, decay_s: float) -> Samples:
    return np.where(at_s >= 0.0, np.exp(-(at_s % every_s) / decay_s * 3.0), 0.0)


def _tone(at_s: Samples, pitch_hz: float, partials: int) -> Samples:
    return np.sum([np.sin(2 * np.pi * pitch_hz * n * at_s) / n for n in range(1, partials)], axis=0)


def _panned(part: Samples, width: float, chance: np.random.Generator) -> Samples:
    side = width * np.roll(part, round(0.011 * RATE_HZ))
    return np.ascontiguousarray(np.stack([part + side, part - side]))
