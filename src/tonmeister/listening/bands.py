"""Third octaves, and what can be read from their levels over time."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.features import BANDS_HZ, HOP_S, TrackFeatures
from tonmeister.model import Span

Floats = NDArray[np.floating]
BANDS = len(BANDS_HZ)
SIXTH = 2.0 ** (1.0 / 6.0)
FLOOR_DB = -120.0
"""What silence reads in decibels of power."""


def db(power: Floats | float) -> NDArray[np.float64]:
    """Return power in decibels; silence reads ``FLOOR_DB``."""
    return np.asarray(10.0 * np.log10(np.maximum(power, 10.0 ** (FLOOR_DB / 10.0))), np.float64)


def db1(power: float | np.floating) -> float:
    """Return one power in decibels."""
    return float(db(float(power)))


@cache
def k_weight() -> NDArray[np.float32]:
    """Return the K-weighting of BS.1770 as a power gain for each third octave.

    The two biquads of the standard at 48 kHz, averaged over nine frequencies in each band.
    """
    inside = BANDS_HZ[:, None] * 2.0 ** (np.linspace(-4, 4, 9) / 27.0)
    z = np.exp(-2j * np.pi * np.minimum(inside, 23e3) / 48000.0)
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1.0 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    cut = (1.0 - 2.0 * z + z**2) / (1.0 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    return np.asarray((np.abs(shelf * cut) ** 2).mean(axis=1), np.float32)


def both(features: TrackFeatures) -> NDArray[np.float32]:
    """Return mean square of left plus right in third octaves over time, [30, T]."""
    return np.asarray(2.0 * (features.power[0] + features.power[1]), np.float32)


@cache
def within(low_hz: float, high_hz: float) -> NDArray[np.float32]:
    """Return how much of each third octave lies between two frequencies (0 to 1)."""
    low = np.log2(np.maximum(BANDS_HZ / SIXTH, max(low_hz, 1.0)))
    high = np.log2(np.minimum(BANDS_HZ * SIXTH, max(high_hz, 1.0)))
    return np.asarray(np.clip((high - low) * 3.0, 0.0, 1.0), np.float32)


def steps(features: TrackFeatures, where: Span) -> slice:
    """Return the steps of 0.1 s that a stretch of the song covers; at least one."""
    count = features.k_power.shape[0]
    first = min(max(round(where.start_s / HOP_S), 0), max(count - 1, 0))
    last = min(max(round(where.end_s / HOP_S), first + 1), count)
    return slice(first, last)


def whole(length_s: float) -> Span:
    """Return the stretch from the beginning to the end."""
    return Span(0.0, length_s)


def stretches(
    on: NDArray[np.bool_], *, join_s: float, least_s: float, hop_s: float = HOP_S
) -> tuple[Span, ...]:
    """Return where something is on: gaps up to ``join_s`` closed, bits under ``least_s`` left."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], on, [False])).astype(np.int8)))
    runs: list[list[float]] = []
    for start, end in edges.reshape(-1, 2) * hop_s:
        if runs and start - runs[-1][1] <= join_s:
            runs[-1][1] = end
        else:
            runs.append([start, end])
    return tuple(Span(float(a), float(b)) for a, b in runs if b - a >= least_s - 1e-9)


def prominent(k_power: Floats, active: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return when a part is really there: active, and not 10 dB under its loud moments."""
    if not active.any():
        return np.zeros_like(active)
    loud = np.percentile(k_power[active], 95)
    return np.asarray(active & (k_power > loud * 0.1))


def smooth(x: Floats, count: int) -> NDArray[np.float64]:
    """Return the running mean over ``count`` steps, as long as the input."""
    if x.size == 0 or count <= 1:
        return np.asarray(x, np.float64)
    count = min(count, x.size)
    summed = np.concatenate(([0.0], np.cumsum(x, dtype=np.float64)))
    middle = np.arange(x.size)
    first = np.clip(middle - count // 2, 0, x.size - 1)
    last = np.clip(middle - count // 2 + count, 1, x.size)
    return np.asarray((summed[last] - summed[first]) / (last - first), np.float64)


def blocks(k_power: Floats, count: int = 4) -> NDArray[np.float64]:
    """Return the mean over each run of ``count`` steps along the last axis (0.4 s, hop 0.1 s)."""
    if k_power.shape[-1] == 0:
        return np.zeros((*k_power.shape[:-1], 1))
    if k_power.shape[-1] < count:
        return np.asarray(k_power.mean(axis=-1, keepdims=True), np.float64)
    pad = np.zeros((*k_power.shape[:-1], 1))
    summed = np.concatenate((pad, np.cumsum(k_power, axis=-1, dtype=np.float64)), axis=-1)
    return np.asarray(np.maximum((summed[..., count:] - summed[..., :-count]) / count, 0.0))


def loudness_lufs(k_power: Floats) -> float:
    """Return the gated loudness of BS.1770 from K-weighted power at 0.1 s; silence reads -120."""
    if k_power.size == 0:
        return FLOOR_DB
    block = blocks(k_power)
    loud = block[db(block) - 0.691 > -70.0]
    if loud.size == 0:
        return FLOOR_DB
    gate = db1(loud.mean()) - 10.0
    return db1(loud[db(loud) > gate].mean()) - 0.691
