"""Hiss: a floor in the treble that the music never falls under."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.sound_file import AIR_HZ, FileSound

Real = NDArray[np.float64]

INSIDE_DB = 20.0
"""Heard between the first and the last moment that lies within 20 dB of the usual level: fades
take the hiss with them."""

SILENT_DBFS = -100.0
STEADY_DB = 1.5
"""Noise in a third octave for 46 ms: its quietest 2 and 10 % lie 0.5 dB apart; what fades away
between notes spreads over many dB."""

SLOPE_DB = (-1.6, 2.6)
"""From third octave to third octave: white noise rises by 1 dB, music falls."""

LEAST_BANDS, LEAST_WINDOWS = 4, 60
FAINTEST_DBFS = -80.0


@dataclass(frozen=True, slots=True)
class Hiss:
    """A floor of noise: its level, reckoned as white over the whole band, and where it shows."""

    hiss_dbfs: float
    low_hz: float
    high_hz: float
    steady_db: float


def hiss(sound: FileSound) -> Hiss | None:
    """Return the hiss of a sound, if its quietest moments show one."""
    return hiss_of(sound.air, sound.loud, sound.rate_hz)


def hiss_of(air: Real, loud: Real, rate_hz: int) -> Hiss | None:
    """Find the longest run of third octaves whose floor is steady and shaped like noise.

    ``air`` [windows, bands]: mean square in the third octaves of ``AIR_HZ``; ``loud`` [windows].
    """
    loud_db = 10.0 * np.log10(np.maximum(loud, 1e-14))
    inside = np.flatnonzero(loud_db > np.median(loud_db) - INSIDE_DB) if loud.size else loud
    if inside.size < LEAST_WINDOWS:
        return None
    kept = slice(int(inside[0]), int(inside[-1]) + 1)
    sounding = loud_db[kept] > SILENT_DBFS
    level = 10.0 * np.log10(np.maximum(air[kept][sounding], 1e-16))
    lowest, floor, above = np.percentile(level, [2, 5, 10], axis=0)
    steady = above - lowest < STEADY_DB
    slope = np.diff(floor)
    run: list[int] = []
    best: list[int] = []
    for band in range(floor.size):
        flows = bool(run) and SLOPE_DB[0] < slope[band - 1] < SLOPE_DB[1]
        run = ([*run, band] if flows else [band]) if steady[band] else []
        best = run if len(run) > len(best) else best
    if len(best) < LEAST_BANDS:
        return None
    edge = 2.0 ** (1.0 / 6.0)
    low, high = AIR_HZ[best[0]] / edge, min(AIR_HZ[best[-1]] * edge, rate_hz / 2.0)
    inside_power = float(np.sum(10.0 ** (floor[best] / 10.0)))
    white = inside_power * (rate_hz / 2.0) / (high - low)
    level_dbfs = 10.0 * float(np.log10(white))
    if level_dbfs < FAINTEST_DBFS:
        return None
    return Hiss(level_dbfs, float(low), float(high), float((above - lowest)[best].max()))
