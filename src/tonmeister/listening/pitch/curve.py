"""The pitch of one voice: a model hears it roughly, its periods say it to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.pitch.level import level_db
from tonmeister.signal import Samples
from tonmeister.signal.kernels.pitch import refine

Real = NDArray[np.float64]

STEP_S = 0.005
SPAN = 0.06
SURE = 0.95
"""How alike two neighbouring periods must be for their distance to count as the pitch."""
VOICED, CLEAR = 0.5, 0.8
"""The model's confidence: below the first nothing is sung, from the second on its word stands;
between them the periods must bear it out."""
UNLIKE = 0.5
RANGE_DB = 35.0
LOWEST_HZ = 60.0
LEAP_OCTAVES = 1.0 / 6.0


@dataclass(frozen=True, slots=True)
class Rough:
    """What a model hears: times [T], pitch [T], how sure it is that there is one (0 to 1) [T]."""

    times_s: NDArray[np.float64]
    f0_hz: NDArray[np.float64]
    confidence: NDArray[np.float64]


class F0Model(Protocol):
    """Something that hears the pitch of one voice in mono sound (float [n])."""

    def __call__(self, sound: NDArray[np.float64], rate_hz: int) -> Rough: ...


@dataclass(frozen=True, slots=True)
class PitchCurve:
    """Pitch every 5 ms from 0 on: ``f0_hz`` [T], 0 where nothing is sung; ``confidence`` [T]."""

    f0_hz: NDArray[np.float64]
    confidence: NDArray[np.float64]
    step_s: float = STEP_S

    @property
    def times_s(self) -> NDArray[np.float64]:
        """Return when each step is."""
        return np.arange(self.f0_hz.size, dtype=np.float64) * self.step_s

    @property
    def voiced(self) -> NDArray[np.bool_]:
        """Say where something is sung."""
        return np.asarray(self.f0_hz > 0.0)

    @property
    def midi(self) -> NDArray[np.float64]:
        """Return the pitch in semitones (A4 = 69), nan where nothing is sung."""
        safe = np.where(self.f0_hz > 0.0, self.f0_hz, 1.0)
        return np.where(self.f0_hz > 0.0, 69.0 + 12.0 * np.log2(safe / 440.0), np.nan)

    def part(self, start_s: float, end_s: float) -> slice:
        """Return the steps from one moment to another."""
        return slice(max(0, round(start_s / self.step_s)), max(0, round(end_s / self.step_s)))


def pitch_curve(sound: Samples, rate_hz: int, model: F0Model) -> PitchCurve:
    """Return the pitch of a recording of one voice, ``sound`` [channels, n].

    The model's frames (16 ms) are carried to 5 ms; there each period is compared with the next.
    """
    mono = np.ascontiguousarray(sound.mean(axis=0))
    times_s = np.arange(0.0, mono.size / rate_hz, STEP_S)
    if mono.size < 0.05 * rate_hz or not mono.any():
        return PitchCurve(np.zeros(times_s.size), np.zeros(times_s.size))
    rough = model(mono, rate_hz)
    at_hz, sure = _carried(rough, times_s)
    fine_hz, alike = np.zeros(times_s.size), np.zeros(times_s.size)
    refine(mono, float(rate_hz), times_s, at_hz, SPAN, SURE, fine_hz, alike)
    doubted = (alike < UNLIKE) & (at_hz > 2.0 * LOWEST_HZ)
    low_hz, low_alike = np.zeros(times_s.size), np.zeros(times_s.size)
    refine(mono, float(rate_hz), times_s, np.where(doubted, 0.5 * at_hz, 0.0), SPAN, SURE,
           low_hz, low_alike)  # fmt: skip
    octave = doubted & (low_alike > SURE)
    fine_hz, alike = np.where(octave, low_hz, fine_hz), np.where(octave, low_alike, alike)
    return PitchCurve(np.where(_sung(mono, rate_hz, fine_hz, sure, alike), fine_hz, 0.0), sure)


def _sung(mono: Real, rate_hz: int, f0_hz: Real, sure: Real, alike: Real) -> NDArray[np.bool_]:
    """Leave out what is no voice: its echo far below it, and what nothing bears out."""
    heard = (f0_hz > 0.0) & ((sure >= CLEAR) | (alike >= UNLIKE))
    if not heard.any():
        return heard
    loudness_db = level_db(mono[None], rate_hz, f0_hz.size, STEP_S)
    return heard & (loudness_db > float(np.percentile(loudness_db[heard], 95)) - RANGE_DB)


def _carried(
    rough: Rough, times_s: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Carry the model's pitch to finer times: in between over small steps, nearest over leaps."""
    if rough.times_s.size < 2:
        return np.zeros(times_s.size), np.zeros(times_s.size)
    right = np.clip(np.searchsorted(rough.times_s, times_s), 1, rough.times_s.size - 1)
    left = right - 1
    share = (times_s - rough.times_s[left]) / (rough.times_s[right] - rough.times_s[left])
    share = np.clip(share, 0.0, 1.0)
    low, high = np.maximum(rough.f0_hz[left], 1.0), np.maximum(rough.f0_hz[right], 1.0)
    between = low * (high / low) ** share
    nearest = np.where(share < 0.5, low, high)
    leap = np.abs(np.log2(high / low)) > LEAP_OCTAVES
    sure = (1.0 - share) * rough.confidence[left] + share * rough.confidence[right]
    near_sure = np.where(share < 0.5, rough.confidence[left], rough.confidence[right])
    found = np.where(leap, nearest, between)
    return np.where(near_sure >= VOICED, found, 0.0), sure
