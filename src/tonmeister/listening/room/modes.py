"""The tones a room of such a size booms at, and those it was heard to boom at."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from tonmeister.listening.room.reflections import SOUND_M_S

Real = NDArray[np.float64]
Kind = Literal["axial", "tangential", "oblique"]

LOWEST_HZ, HIGHEST_HZ = 18.0, 300.0
BIN_HZ, LONGEST_S = 0.25, 2.0
SMOOTH_OCTAVES = 1.0
LEAST_DB, MOST, APART_PERCENT = 4.0, 12, 4.0
NEAR_PERCENT, NEAR_HZ = 2.5, 1.0
"""Walls give way and are not where the tape says: so far may a peak lie from its mode."""

_KINDS: dict[int, Kind] = {1: "axial", 2: "tangential", 3: "oblique"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """A tone that fits between walls: ``order`` counts half waves along each side."""

    tone_hz: float
    order: tuple[int, int, int]
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Boom:
    """A peak of the low response, ``over_db`` over its octave, with the mode it may be."""

    tone_hz: float
    over_db: float
    mode: Mode | None


def modes(sides_m: Sequence[float]) -> tuple[Mode, ...]:
    """Return all modes of a room with straight walls up to 300 Hz, lowest first."""
    counts = [int(2.0 * side * HIGHEST_HZ / SOUND_M_S) + 1 for side in sides_m]
    found = []
    for order in product(*(range(count + 1) for count in counts)):
        waves = sum((n / s) ** 2 for n, s in zip(order, sides_m, strict=True))
        tone_hz = 0.5 * SOUND_M_S * math.sqrt(waves)
        if 0.0 < tone_hz <= HIGHEST_HZ:
            kind = _KINDS[sum(n > 0 for n in order)]
            found.append(Mode(tone_hz=tone_hz, order=(order[0], order[1], order[2]), kind=kind))
    return tuple(sorted(found, key=lambda mode: (mode.tone_hz, mode.order)))


def schroeder_hz(volume_m3: float, decay_s: float) -> float:
    """Return the tone from which on modes lie so dense that none is heard alone."""
    return 2000.0 * math.sqrt(decay_s / volume_m3)


def low_response(answer: Real, rate_hz: int, starts: int) -> tuple[Real, Real]:
    """Return frequencies and levels (dB) of the low response, every 0.25 Hz, 18 to 300 Hz."""
    kept = answer[starts : starts + round(LONGEST_S * rate_hz)].copy()
    fall = kept.size // 4
    kept[kept.size - fall :] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(fall) / max(fall, 1))
    size = max(round(rate_hz / BIN_HZ), kept.size)
    hz = np.arange(size // 2 + 1) * rate_hz / size
    level_db = 20.0 * np.log10(np.abs(scipy.fft.rfft(kept, size)) + 1e-12)
    inside = (hz >= LOWEST_HZ) & (hz <= HIGHEST_HZ)
    return hz[inside], np.asarray(level_db[inside], np.float64)


def smooth_db(hz: Real, level_db: Real) -> Real:
    """Return the level (mean power) of the octave around each frequency."""
    power = np.concatenate([[0.0], np.cumsum(10.0 ** (level_db / 10.0))])
    ratio = 2.0 ** (SMOOTH_OCTAVES / 2.0)
    first = np.searchsorted(hz, hz / ratio)
    last = np.searchsorted(hz, hz * ratio, side="right")
    return np.asarray(10.0 * np.log10((power[last] - power[first]) / (last - first) + 1e-30))


def booms(hz: Real, level_db: Real, known: Sequence[Mode]) -> tuple[Boom, ...]:
    """Find the peaks that stand 4 dB or more over their octave (up to 12, the highest), by tone."""
    over = level_db - smooth_db(hz, level_db)
    tops = 1 + np.flatnonzero((over[1:-1] > over[:-2]) & (over[1:-1] >= over[2:]))
    best: list[int] = []
    for i in tops[np.argsort(-over[tops], kind="stable")].tolist():
        apart = all(abs(hz[i] - hz[j]) > APART_PERCENT / 100.0 * hz[i] for j in best)
        if over[i] >= LEAST_DB and apart:
            best.append(i)
    return tuple(
        Boom(
            tone_hz=float(hz[i]), over_db=float(over[i]), mode=nearest(float(hz[i]), known)
        )
        for i in sorted(best[:MOST])
    )  # fmt: skip


def nearest(tone_hz: float, known: Sequence[Mode]) -> Mode | None:
    """Return the mode a peak may be: the simplest of those near enough, then the nearest."""
    near = [m for m in known if abs(m.tone_hz - tone_hz) <= _near_hz(m.tone_hz)]
    simple = {"axial": 0, "tangential": 1, "oblique": 2}
    return min(near, key=lambda m: (simple[m.kind], abs(m.tone_hz - tone_hz)), default=None)


def by_chance(found: Sequence[Boom], known: Sequence[Mode]) -> float:
    """Return how many of these peaks would lie near some mode wherever they were."""
    expected = 0.0
    for boom in found:
        around = np.linspace(boom.tone_hz / 2.0**0.5, min(boom.tone_hz * 2.0**0.5, HIGHEST_HZ), 200)
        expected += float(np.mean([nearest(float(hz), known) is not None for hz in around]))
    return expected


def _near_hz(tone_hz: float) -> float:
    return max(NEAR_HZ, NEAR_PERCENT / 100.0 * tone_hz)
