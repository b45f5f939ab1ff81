"""A clean piece that repeats itself with small differences, for what compares like moments."""

from __future__ import annotations

from functools import cache

import numpy as np

from tonmeister.faults import Piece
from tonmeister.model import SongMap, Span, TempoMap
from tonmeister.signal import Samples

RATE_HZ, LENGTH_S, BPM = 44100, 40.0, 120.0
WHERE = Span(16.0, 26.0)


@cache
def band(*, stems: bool = False) -> Piece:
    """Twenty bars: kick, snare, bass, chords and a noisy bed; no two bars are quite alike."""
    frames = round(LENGTH_S * RATE_HZ)
    chance = np.random.default_rng(5)
    at_s = np.arange(frames) / RATE_HZ
    beat = 60.0 / BPM
    loud = 1.0 + 0.15 * np.interp(at_s, np.arange(81) * 0.5, chance.standard_normal(81))
    kick = np.exp(-(at_s % beat) / 0.06) * np.sin(2 * np.pi * 55.0 * (at_s % beat))
    snare = np.exp(-((at_s - beat) % (2 * beat)) / 0.05) * chance.standard_normal(frames) * 0.5
    hats = np.exp(-(at_s % (beat / 2)) / 0.02) * _high(chance.standard_normal(frames)) * 0.4
    root = np.array([110.0, 98.0, 82.4, 123.5])[(at_s // 2.0).astype(int) % 4]
    phase = 2 * np.pi * np.cumsum(root) / RATE_HZ
    bass = np.sum([np.sin(n * phase) / n for n in range(1, 8)], axis=0) * 0.25
    keys = np.sum([np.sin(n * 2.5 * phase + n) / n for n in range(1, 14)], axis=0) * 0.2
    bed = _high(chance.standard_normal(frames), 0.6) * 0.05
    parts = {
        "kick": (kick, 0.0), "snare": (snare, 0.15), "hi-hat": (hats, 0.4), "bass": (bass, 0.0),
        "keys": (keys, 0.5), "synth": (bed, 0.8),
    }  # fmt: skip
    made = {name: _panned(sound * loud, width) for name, (sound, width) in parts.items()}
    mix = np.sum(list(made.values()), axis=0)
    scale = 0.4 / float(np.abs(mix).max())
    beats = tuple(float(b) for b in np.arange(0.0, LENGTH_S, beat))
    tempo = TempoMap(tempo_bpm=BPM, meter=4, beats_s=beats,
                     downbeats=tuple(range(0, len(beats), 4)), confidence=1.0)  # fmt: skip
    song = SongMap(length_s=LENGTH_S, tempo=tempo, key=None, sections=(), phrases=())
    if not stems:
        return Piece(name="band", rate_hz=RATE_HZ, mix=mix * scale, song=song)
    made = {name: part * scale for name, part in made.items()}
    return Piece(name="band", rate_hz=RATE_HZ, mix=np.sum(list(made.values()), axis=0),
                 stems=made, roles={name: name for name in made}, song=song)  # fmt: skip


def _high(noise: Samples, keep: float = 0.95) -> Samples:
    return noise - keep * np.concatenate([[0.0], noise[:-1]])


def _panned(part: Samples, width: float) -> Samples:
    side = width * 0.7 * np.roll(part, round(0.013 * RATE_HZ))
    return np.ascontiguousarray(np.stack([part + side, part - side]))
