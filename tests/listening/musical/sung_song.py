"""A song small enough to be made here: a voice that sings lines over chords, bass and drums."""

from __future__ import annotations

from functools import cache

import numpy as np

from tonmeister.model import SongMap, Span, TempoMap
from tonmeister.signal import Audio

RATE_HZ, LENGTH_S, BPM = 22050, 40.0, 120.0
ROLES = {"vox": "lead vocal", "keys": "keys", "bass": "bass", "kit": "drums"}
LINES = tuple(Span(start + 0.5, start + 3.5) for start in np.arange(0.0, LENGTH_S, 4.0))


def times() -> np.ndarray:
    return np.arange(round(LENGTH_S * RATE_HZ)) / RATE_HZ


def tone(pitch_hz: float, partials: int = 8, at_s: np.ndarray | None = None) -> np.ndarray:
    at_s = times() if at_s is None else at_s
    return np.sum([np.sin(2 * np.pi * pitch_hz * n * at_s) / n for n in range(1, partials)], axis=0)


@cache
def stems() -> dict[str, np.ndarray]:
    """The parts as they stand in the mix, stereo."""
    at_s, chance = times(), np.random.default_rng(3)
    syllables = np.exp(-6.0 * (at_s % 0.4))
    sings = sum((at_s >= line.start_s) & (at_s < line.end_s) for line in LINES)
    breath = chance.standard_normal(at_s.size) * 0.1
    made = {
        "vox": sings * syllables * (tone(330.0, 16) + breath) * 0.30,
        "keys": (tone(220.0) + tone(277.18) + tone(329.63)) * 0.06,
        "bass": tone(110.0, 5) * 0.12,
        "kit": np.exp(-20.0 * (at_s % 0.5)) * chance.standard_normal(at_s.size) * 0.25,
    }
    return {name: np.ascontiguousarray(np.stack([part, part])) for name, part in made.items()}


def mix(parts: dict[str, np.ndarray] | None = None) -> np.ndarray:
    return np.ascontiguousarray(np.sum(list((parts or stems()).values()), axis=0))


def sources(parts: dict[str, np.ndarray]) -> dict[str, Audio]:
    return {name: Audio(part, RATE_HZ) for name, part in parts.items()}


SONG = SongMap(
    length_s=LENGTH_S,
    tempo=TempoMap(
        tempo_bpm=BPM, meter=4, beats_s=tuple(np.arange(0, LENGTH_S, 0.5).tolist()),
        downbeats=tuple(range(0, 80, 4)), confidence=1.0,
    ),
    key=None, sections=(), phrases=LINES,
)  # fmt: skip


def gained(part: np.ndarray, where: Span, gain_db: float) -> np.ndarray:
    """The part with another level in a stretch."""
    out = part.copy()
    out[:, round(where.start_s * RATE_HZ) : round(where.end_s * RATE_HZ)] *= 10 ** (gain_db / 20)
    return out
