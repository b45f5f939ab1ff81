"""The key of a melody: which notes it has, where it rests, how it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from tonmeister.model import KeyAt, MeterAt
from tonmeister.music.harmony.tables import Tone
from tonmeister.music.pitch_classes import PROFILES
from tonmeister.music.spelling import spell_tonic

LAST_TONIC, LAST_TRIAD = 0.16, 0.05
"""Melodies end on the tonic, else on a tone of its triad; worth as much as so much likeness."""
HEAVY = 0.5
"""Notes on the downbeat count half as much again."""


@dataclass(frozen=True, slots=True)
class KeyFound:
    """A key and how well the melody fits it."""

    tonic_class: int
    mode: str
    score: float

    def at(self) -> KeyAt:
        """Return it as it is written."""
        return KeyAt(
            at_quarters=Fraction(0), tonic_fifths=spell_tonic(self.tonic_class, self.mode),
            mode=self.mode,
        )  # fmt: skip


def melody_keys(tones: Sequence[Tone], meter: MeterAt) -> list[KeyFound]:
    """Return all 24 keys, the likeliest first."""
    heard = np.zeros(12)
    for tone in tones:
        heavy = tone.start % meter.bar_quarters == 0
        heard[tone.midi % 12] += min(float(tone.length), 2.0) * (1.0 + HEAVY * heavy)
    heard = np.sqrt(heard)
    last = tones[-1].midi % 12
    found = []
    for mode, profile in PROFILES.items():
        expected = np.sqrt(profile)
        third = 4 if mode == "major" else 3
        for tonic in range(12):
            likeness = _alike(np.roll(expected, tonic), heard)
            ending = (last - tonic) % 12
            likeness += LAST_TONIC if ending == 0 else LAST_TRIAD if ending in (third, 7) else 0.0
            found.append(KeyFound(tonic, mode, likeness))
    return sorted(found, key=lambda k: (-k.score, k.tonic_class, k.mode))


def _alike(expected: NDArray[np.float64], heard: NDArray[np.float64]) -> float:
    return float(np.corrcoef(expected, heard)[0, 1]) if heard.std() > 0.0 else 0.0
