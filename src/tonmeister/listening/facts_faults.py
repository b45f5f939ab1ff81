"""What is wrong with the recording itself: clipped tops, offset, holes, hum."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.facts_levels import one_db
from tonmeister.listening.facts_samples import (
    FLAT_COUNT,
    FLAT_LEVEL,
    HOLES,
    PEAK,
    SUM_LEFT,
    SUM_RIGHT,
)
from tonmeister.listening.features import HOP_S

Real = NDArray[np.float64]

MAINS_HZ = (50.0, 60.0)
HARMONICS = 6
HUM_OVER_DB = 12.0
"""A line of the mains must stand this far over its neighbours to count."""
PLACES_KEPT = 200


def clipped(sums: Real) -> tuple[int, tuple[float, ...]]:
    """Count the flat tops at the recording's own ceiling, and say where they begin.

    Flat tops under full scale count too: an overload before the level was turned down.
    """
    ceiling = sums[PEAK].max(initial=0.0)
    at_ceiling = (sums[FLAT_COUNT] > 0) & (sums[FLAT_LEVEL] > 0.98 * ceiling)
    return int(sums[FLAT_COUNT][at_ceiling].sum()), _places(at_ceiling)


def dropouts(sums: Real) -> tuple[int, tuple[float, ...]]:
    """Count sudden stretches of digital silence (1 to 250 ms) inside the playing."""
    return int(sums[HOLES].sum()), _places(sums[HOLES] > 0)


def _places(steps: NDArray[np.bool_]) -> tuple[float, ...]:
    """Return the starts of the runs of steps, in seconds."""
    starts = np.flatnonzero(steps & ~np.concatenate([[False], steps[:-1]]))
    return tuple(round(float(step) * HOP_S, 3) for step in starts[:PLACES_KEPT])


def offset_dbfs(sums: Real, step_frames: float) -> float:
    """Return the constant part of the wave (DC), the worse of both sides."""
    sounding = sums[PEAK] > 0.0
    frames = sounding.sum() * step_frames
    if frames == 0:
        return one_db(0.0)
    worst = max(abs(float(sums[row][sounding].sum())) for row in (SUM_LEFT, SUM_RIGHT))
    return one_db((worst / frames) ** 2)


def hum(low: NDArray[np.float32], bin_hz: float) -> dict[str, float]:
    """Return the hum of the mains: how far its lines stand out, and their frequency.

    ``low`` [T, bins]: the lowest bins of long spectra. A line of the mains is there all the time,
    a note is not: the level that each bin keeps for nine tenths of the time is looked at.
    Nothing is returned where no comb of 50 or 60 Hz is clearly there.
    """
    sounding = low[low.sum(axis=1) > 1e-15]
    if len(sounding) < 20:
        return {}
    steady = np.percentile(sounding, 12, axis=0).astype(np.float64)
    best: dict[str, float] = {}
    for mains_hz in MAINS_HZ:
        over_db = []
        power = 0.0
        for harmonic in range(1, HARMONICS + 1):
            centre = mains_hz * harmonic / bin_hz
            near = round(centre)
            reach = round(0.4 * mains_hz / bin_hz)
            if near + reach >= len(steady):
                break
            top = near - 1 + int(np.argmax(steady[near - 1 : near + 2]))
            around = np.concatenate(
                [steady[near - reach : near - 3], steady[near + 4 : near + reach + 1]]
            )
            line = float(steady[top])
            is_peak = line >= steady[top - 1] and line >= steady[top + 1]
            off_hz = abs(_peak_bin(steady, top) * bin_hz - mains_hz * harmonic)
            over = one_db(line) - one_db(float(np.median(around)))
            if is_peak and off_hz < 0.6 + 0.15 * harmonic and over > HUM_OVER_DB:
                over_db.append((harmonic, over))
                power += float(steady[top - 1 : top + 2].sum())
            else:
                over_db.append((harmonic, 0.0))
        found = [over for _, over in over_db if over > 0.0]
        odd = [over for harmonic, over in over_db if over > 0.0 and harmonic in (1, 2, 3)]
        if len(found) >= 3 and len(odd) >= 2 and len(found) / len(over_db) >= 0.5:
            level_over_db = float(np.median(found))
            if level_over_db > best.get("hum_db", 0.0):
                best = {
                    "hum_db": level_over_db,
                    "hum_hz": mains_hz,
                    "hum_dbfs": one_db(power),
                    "hum_harmonics_count": float(len(found)),
                }
    return best


def _peak_bin(spectrum: Real, top: int) -> float:
    """Return where between the bins a peak lies."""
    a, b, c = np.sqrt(spectrum[top - 1 : top + 2])
    bend = a - 2.0 * b + c
    return top + (0.5 * (a - c) / bend if bend < 0.0 else 0.0)
