"""Dynamics by simulation: what a compressor would do, tried on the band levels over time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.bands import within
from tonmeister.listening.features import HOP_S, TrackFeatures
from tonmeister.producer.bands import Bands

Levels = NDArray[np.float64]
"""Band levels over time in dB: float64 ``[3, T]``."""

LOW_HZ, HIGH_HZ = 150.0, 3500.0
ATTACK_MS, RELEASE_MS, KNEE_DB = 20.0, 150.0, 6.0
PEAK_DB = 6.0
"""How far a detector of peaks reads over the mean level of a tenth of a second."""
LOUD_PART_LU = 20.0
RATIOS = (1.2, 1.4, 1.7, 2.0, 2.5, 3.0)
MOST_MEAN_DB, MOST_LOUD_DB = 3.0, 6.0
NEAR_DB = 0.7
WORTH_DB = 0.4
OFF_DB = 0.0


@dataclass(frozen=True, slots=True)
class Squeeze:
    """Settings of the multiband compressor and what they do to the three spreads."""

    thresholds_db: tuple[float, float, float]
    ratio: float
    spread_db: tuple[float, float, float]
    reduction_db: float


@cache
def _three() -> NDArray[np.float64]:
    bounds = ((0.0, LOW_HZ), (LOW_HZ, HIGH_HZ), (HIGH_HZ, 48000.0))
    return np.array([within(low, high) for low, high in bounds], dtype=np.float64)


def levels_db(features: TrackFeatures, mid_db: Bands, side_db: Bands) -> Levels:
    """Return lows, middle and highs over time, after curves on middle and sides, in dB."""
    gains = 10.0 ** (np.stack([mid_db, side_db]) / 10.0)
    power = 2.0 * np.einsum("nb,cb,cbt->nt", _three(), gains, features.power)
    return np.asarray(10.0 * np.log10(np.maximum(power, 1e-12)))


def loud_part(features: TrackFeatures) -> NDArray[np.bool_]:
    """Return the tenths of a second within 20 LU of the whole, where music plays."""
    mean = float(features.k_power[features.active].mean()) if features.active.any() else 0.0
    return np.asarray(features.k_power > max(mean * 10.0 ** (-LOUD_PART_LU / 10.0), 1e-10))


def spread_db(level_db: Levels, playing: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return how far the 95th and the 10th percentile lie apart, band by band."""
    if not playing.any():
        return np.zeros(len(level_db))
    high, low = np.percentile(level_db[:, playing], [95.0, 10.0], axis=1)
    return np.asarray(high - low)


def spreads_db(features: TrackFeatures) -> NDArray[np.float64]:
    """Return the spread of lows, middle and highs of a sound, ``[3]``."""
    return spread_db(levels_db(features, np.zeros(30), np.zeros(30)), loud_part(features))


def reduction_db(level_db: NDArray[np.float64], threshold_db: float, ratio: float) -> Levels:
    """Return how far one band is turned down over time (positive), as the multiband does it."""
    over = level_db + PEAK_DB - threshold_db
    bend = np.clip(over + KNEE_DB / 2.0, 0.0, KNEE_DB)
    asked = (1.0 - 1.0 / ratio) * (bend**2 / (2.0 * KNEE_DB) + np.maximum(over - KNEE_DB / 2, 0.0))
    keep = float(np.exp(-HOP_S * 1000.0 / RELEASE_MS))
    now, out = 0.0, np.empty_like(asked)
    for i, wanted in enumerate(asked.tolist()):
        now = wanted if wanted >= now else wanted + (now - wanted) * keep
        out[i] = now
    return out


def squeeze_towards(
    level_db: Levels, playing: NDArray[np.bool_], goal_db: NDArray[np.float64]
) -> Squeeze | None:
    """Return the settings whose simulated effect comes nearest to the goal's spreads.

    None where the sound is already as dense: nothing gives dynamics back. Of settings that come
    about as near, the gentlest ratio is taken.
    """
    now_db = spread_db(level_db, playing)
    over_db = np.maximum(now_db - goal_db, 0.0)
    if over_db.max() < NEAR_DB:
        return None
    best, best_off = None, float(over_db.sum()) - WORTH_DB
    for ratio in RATIOS:
        found = [
            _threshold(level_db[b], playing, float(goal_db[b]), ratio)
            if over_db[b] >= NEAR_DB
            else (OFF_DB, float(now_db[b]), 0.0)
            for b in range(3)
        ]
        off = sum(max(found[b][1] - float(goal_db[b]), 0.0) for b in range(3))
        if off < best_off - (WORTH_DB if best is not None else 0.0):
            best_off = off
            best = Squeeze(
                (found[0][0], found[1][0], found[2][0]), ratio,
                (found[0][1], found[1][1], found[2][1]), max(f[2] for f in found),
            )  # fmt: skip
    return best


def _threshold(
    level_db: NDArray[np.float64], playing: NDArray[np.bool_], goal_db: float, ratio: float
) -> tuple[float, float, float]:
    """Return threshold, spread and mean reduction that come nearest to a band's goal."""
    best = (OFF_DB, float(spread_db(level_db[None], playing)[0]), 0.0)
    for quantile in (95, 90, 80, 70, 60, 50, 40, 30):
        at_db = float(np.percentile(level_db[playing], quantile)) + PEAK_DB
        threshold_db = round(float(np.clip(at_db, -80.0, 0.0)), 1)
        down = reduction_db(level_db, threshold_db, ratio)
        mean_db = float(down[playing].mean())
        if mean_db > MOST_MEAN_DB or float(np.percentile(down[playing], 95)) > MOST_LOUD_DB:
            break
        spread = float(spread_db((level_db - down)[None], playing)[0])
        if abs(spread - goal_db) < abs(best[1] - goal_db):
            best = (threshold_db, spread, mean_db)
    return best
