"""Whether a recording is one voice: one pitch at a time, whose periods are alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.pitch.curve import PitchCurve
from tonmeister.listening.pitch.level import level_db
from tonmeister.signal import Samples
from tonmeister.signal.kernels.pitch import refine

RANGE_DB = 30.0
CLEAR = 0.85
LEAST_SHARE, LEAST_ALIKE = 0.3, 0.8
"""Measured: solo voices, shouted ones too, .59 to 1 and .89 to 1; chords of guitars, pianos, horns
0 to .27 and .37 to .65."""


def likeness(sound: Samples, rate_hz: int, curve: PitchCurve) -> NDArray[np.float64]:
    """Return how alike each period is to the next, at each step [T], 0 where nothing is sung."""
    mono = np.ascontiguousarray(sound.mean(axis=0))
    fine_hz, alike = np.zeros(curve.f0_hz.size), np.zeros(curve.f0_hz.size)
    refine(mono, float(rate_hz), curve.times_s, curve.f0_hz, 0.03, 2.0, fine_hz, alike)
    return alike


@dataclass(frozen=True, slots=True)
class OneVoice:
    """``share``: of the loud part (within 30 dB of the loudest), what is one clear pitch;
    ``alike_score``: how alike neighbouring periods are where a pitch is heard (0 to 1).
    """

    share: float
    alike_score: float

    @property
    def is_one(self) -> bool:
        """Whether this is one voice (or one horn, or one string): not chords, drums, noise."""
        return self.share >= LEAST_SHARE and self.alike_score >= LEAST_ALIKE


def one_voice(sound: Samples, rate_hz: int, curve: PitchCurve) -> OneVoice:
    """Say whether a recording [channels, n] is one voice."""
    loudness_db = level_db(sound, rate_hz, curve.f0_hz.size)
    if not curve.voiced.any():
        return OneVoice(0.0, 0.0)
    loud = loudness_db > float(np.percentile(loudness_db, 98)) - RANGE_DB
    alike = likeness(sound, rate_hz, curve)
    pitched = alike[loud & curve.voiced]
    if pitched.size == 0:
        return OneVoice(0.0, 0.0)
    return OneVoice(
        float(np.count_nonzero(pitched > CLEAR) / loud.sum()), float(np.median(pitched))
    )
