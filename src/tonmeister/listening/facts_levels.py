"""Loudness, dynamics and stereo picture, from sums over tenths of a second."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.features import BANDS_HZ
from tonmeister.signal.loudness import integrated_lufs, range_lu

Array = NDArray[np.float32]
Real = NDArray[np.float64]

FLOOR_DB = -200.0
ACTIVE_RANGE_DB = 34.0
"""A track plays where it is at most this far under its loud moments (95th percentile)."""
ACTIVE_FLOOR_LUFS = -72.0


def level_db(power: Array | Real) -> Real:
    """Return mean squares in decibels."""
    with np.errstate(divide="ignore"):
        return np.maximum(10.0 * np.log10(np.asarray(power, np.float64)), FLOOR_DB)


def one_db(power: float) -> float:
    """Return one mean square in decibels."""
    return max(10.0 * float(np.log10(power)), FLOOR_DB) if power > 0.0 else FLOOR_DB


def when_active(k_power: Array) -> NDArray[np.bool_]:
    """Say at which steps the track plays: over silence, bleed and noise."""
    lufs = level_db(k_power) - 0.691
    sounding = lufs[lufs > ACTIVE_FLOOR_LUFS]
    if len(sounding) == 0:
        return np.zeros(len(lufs), np.bool_)
    loud_lufs = np.sort(sounding)[int(0.95 * (len(sounding) - 1))]
    active = lufs > max(ACTIVE_FLOOR_LUFS, loud_lufs - ACTIVE_RANGE_DB)
    bridged = active.copy()
    bridged[1:-1] |= active[:-2] & active[2:]
    return np.asarray(bridged)


def dynamics(
    left_right: Array, k_power: Array, peak: Array, active: NDArray[np.bool_]
) -> dict[str, float]:
    """Return how loud the track is and how its level moves."""
    mean = left_right.mean(axis=0, dtype=np.float64)
    played = mean[active]
    peak_db = one_db(float(peak.max(initial=0.0)) ** 2)
    weighted = k_power.astype(np.float64)
    one_block = np.pad(weighted, (0, max(0, 4 - len(weighted))))  # a short sound counts as one
    facts = {
        "loudness_lufs": integrated_lufs(one_block),
        "lra_lu": range_lu(weighted),
        "sample_peak_dbfs": peak_db,
        "activity_percent": 100.0 * float(active.mean()) if len(active) else 0.0,
    }
    if len(played) == 0:
        return facts | {"active_lufs": FLOOR_DB, "crest_db": 0.0, "noise_floor_dbfs": FLOOR_DB}
    steps_db = level_db(played)
    crests_db = level_db(peak[active].astype(np.float64) ** 2) - steps_db
    sounding_db = np.sort(level_db(mean[mean > 1e-14]))
    return facts | {
        "active_lufs": one_db(float(k_power[active].mean(dtype=np.float64))) - 0.691,
        "active_rms_dbfs": one_db(float(played.mean())),
        "crest_db": peak_db - one_db(float(played.mean())),
        "transient_db": float(np.median(crests_db)),
        "level_spread_db": float(np.subtract(*np.percentile(steps_db, [90, 10]))),
        "noise_floor_dbfs": float(sounding_db[int(0.03 * (len(sounding_db) - 1))]),
    }


def picture(left_right: Array, cross: Real, power: Array) -> dict[str, float]:
    """Return how wide the sound is, where it leans, and where its weight lies in the spectrum."""
    left, right = left_right.sum(axis=1, dtype=np.float64)
    if left + right <= 0.0:
        return {}
    sums = power.sum(axis=2, dtype=np.float64)
    mid, side = sums.sum(axis=1)
    bands = sums.sum(axis=0)
    total = float(bands.sum())
    facts = {
        "side_mid_db": float(np.clip(one_db(side) - one_db(mid), -120.0, 120.0)),
        "correlation_score": float(cross.sum() / np.sqrt(left * right)) if left * right else 0.0,
        "balance_db": float(np.clip(one_db(right) - one_db(left), -120.0, 120.0)),
    }
    if total > 0.0:
        facts["centroid_hz"] = float(np.exp((bands * np.log(BANDS_HZ)).sum() / total))
    low_mid, low_side = sums[:, :8].sum(axis=1)
    if low_mid + low_side > 1e-4 * total:
        facts["low_side_percent"] = 100.0 * float(low_side / (low_mid + low_side))
    return facts
