"""Correcting faders together: what one part gains, the others lose against the mix."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.features import TrackFeatures
from tonmeister.producer.balance import LUFS_OFFSET_DB, integrated_lufs
from tonmeister.producer.bands import power_db

LEVEL_SLACK_LU, OVER_BAND_SLACK_LU = 0.7, 0.2
"""How far a part may lie from where it was meant to before its fader is moved again."""

FADER_MOST_DB = 4.0
ROUNDS, STEP = 40, 0.6

Powers = dict[str, NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Standing:
    """How loud the parts stand: each against the mix, the singers over everything else."""

    level_lu: Mapping[str, float]
    above_band_lu: float


def standing(
    strips: Mapping[str, TrackFeatures],
    singers: Collection[str],
    turned_db: Mapping[str, float] | None = None,
) -> Standing:
    """Measure the parts of a print, as if their faders were turned by ``turned_db``."""
    turned = turned_db or {}
    steps = max((s.k_power.size for s in strips.values()), default=1)
    powers: Powers = {}
    for name, s in strips.items():
        gain = 10.0 ** (turned.get(name, 0.0) / 10.0)
        powers[name] = np.pad(s.k_power.astype(np.float64) * gain, (0, steps - s.k_power.size))
    whole = np.sum(list(powers.values()), axis=0) if powers else np.zeros(1)
    mix_db = integrated_lufs(whole) - LUFS_OFFSET_DB
    level = {
        name: power_db(float(powers[name][: s.active.size][s.active].mean())) - mix_db
        for name, s in strips.items()
        if s.active.any()
    }
    return Standing(level, _above(strips, powers, singers))


def _above(strips: Mapping[str, TrackFeatures], powers: Powers, singers: Collection[str]) -> float:
    """Return how far the voices lie over everything else while they sing; 0 if one is missing."""
    band = [p for name, p in powers.items() if name not in singers]
    if not singers or not band:
        return 0.0
    sings = np.zeros(band[0].size, dtype=bool)
    for name in singers:
        sings[: strips[name].active.size] |= strips[name].active
    vocal = np.sum([powers[name] for name in singers], axis=0)
    rest = np.sum(band, axis=0)
    return power_db(float(vocal[sings].sum())) - power_db(float(rest[sings].sum()))


def corrections(
    strips: Mapping[str, TrackFeatures],
    singers: Collection[str],
    wanted: Standing,
    *,
    slack: float,
) -> dict[str, float]:
    """Return by how many dB which faders are to be moved, all at once.

    ``wanted.level_lu`` names the parts that may be moved. Only parts further off than ``slack``
    times the usual are touched; then all of those are solved for together.
    """
    now = standing(strips, singers)
    off = _off(now, wanted, singers)
    limits = {n: OVER_BAND_SLACK_LU if n in singers else LEVEL_SLACK_LU for n in off}
    turned = {n: 0.0 for n, short in off.items() if abs(short) > slack * limits[n]}
    for _ in range(ROUNDS if turned else 0):
        off = _off(standing(strips, singers, turned), wanted, singers)
        for name in turned:
            moved = turned[name] + STEP * off[name]
            turned[name] = float(np.clip(moved, -FADER_MOST_DB, FADER_MOST_DB))
    return turned


def _off(now: Standing, wanted: Standing, singers: Collection[str]) -> dict[str, float]:
    return {
        name: wanted.above_band_lu - now.above_band_lu if name in singers else level - at
        for name, level in wanted.level_lu.items()
        if (at := now.level_lu.get(name)) is not None
    }
