"""Where notes begin, and what lies between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.facts_levels import level_db, one_db
from tonmeister.listening.facts_spectrum import FLUX_EDGES_HZ, FLUX_LOW, FLUX_MIDDLE
from tonmeister.listening.features import HOP_S, ONSET_HOP_S

Array = NDArray[np.float32]
FLUX_BANDS = len(FLUX_EDGES_HZ) - 1
STEPS = round(HOP_S / ONSET_HOP_S)
FLUX_RANGE_DB = 60.0
SIBILANT = slice(14, 17)  # 4.5 to 10 kHz


def curves(fine: Array) -> Array:
    """Return onset strength [3, N] below 150 Hz, to 2 kHz, above, from energies [N, 19].

    The rise of each band's level over two steps, in units of 10 dB, averaged over the bands that
    rise. Levels are heard down to 60 dB under the track's loud moments.
    """
    out = np.zeros((3, len(fine)), np.float32)
    if len(fine) < 4 or not fine.any():
        return out
    floor = np.percentile(fine.sum(axis=1), 98) * 10.0 ** (-FLUX_RANGE_DB / 10.0) / 4.0
    level = np.log10(fine / max(float(floor), 1e-14) + 1.0)
    rise = np.zeros_like(level)
    rise[2:] = np.maximum(level[2:] - np.maximum(level[:-2], 0.0), 0.0)
    weight = np.minimum(level, 4.0) / 4.0
    rise *= weight
    for row, bands in enumerate(
        (slice(0, FLUX_LOW), slice(FLUX_LOW, FLUX_MIDDLE), slice(FLUX_MIDDLE, None))
    ):
        out[row] = rise[:, bands].mean(axis=1)
    out[:, 1:] = out[:, :-1].copy()
    return out


def peaks(curve: Array, *, least: float, apart: int = 5) -> NDArray[np.int64]:
    """Return the steps at which a curve has a clear peak over its surroundings (0.4 s)."""
    if len(curve) < 3:
        return np.zeros(0, np.int64)
    kernel = np.ones(41) / 41
    around = np.convolve(curve, kernel, "same")
    strong = (curve > least) & (curve > 1.6 * around)
    top = strong.copy()
    for shift in range(1, apart + 1):
        top[shift:] &= curve[shift:] > curve[:-shift]
        top[:-shift] &= curve[:-shift] >= curve[shift:]
    return np.flatnonzero(top)


def playing(fine: Array, onset: Array, active: NDArray[np.bool_]) -> dict[str, float]:
    """Return how often notes begin, how far the track falls between them, and how it hisses."""
    if not active.any():
        return {}
    both = onset.sum(axis=0)
    least = 0.25 * float(np.percentile(both, 99.5))
    found = peaks(both, least=max(least, 0.02))
    lasting = _bridge(active, round(2.0 / HOP_S))
    facts = {"onset_rate_hz": len(found) / (float(lasting.sum()) * HOP_S)}
    inside = np.repeat(_bridge(active, round(0.6 / HOP_S)), STEPS)[: len(fine)]
    energy = fine.sum(axis=1)
    levels_db = level_db(energy[inside])
    facts["quiet_dbfs"] = float(np.percentile(levels_db, 10))
    played = np.repeat(active, STEPS)[: len(fine)]
    hiss = fine[played][:, SIBILANT].sum(axis=1)
    mean_db = one_db(float(energy[played].mean()))
    facts["sibilance_db"] = one_db(float(np.percentile(hiss, 97))) - mean_db
    return facts


def _bridge(active: NDArray[np.bool_], longest: int) -> NDArray[np.bool_]:
    """Return the playing with its pauses of up to so many steps filled."""
    filled = active.copy()
    changes = np.flatnonzero(np.diff(np.concatenate([[1], active.astype(np.int8), [1]])))
    for start, stop in changes.reshape(-1, 2):
        if start > 0 and stop < len(active) and stop - start <= longest:
            filled[start:stop] = True
    return filled


def melody(pitch: Array, active: NDArray[np.bool_]) -> dict[str, float]:
    """Return the pitch range (5th to 95th percentile) and how much of the playing is pitched."""
    played = pitch[active]
    pitched = played[played > 0.0]
    if len(played) == 0:
        return {}
    facts = {"pitched_percent": 100.0 * len(pitched) / len(played)}
    if len(pitched) >= 5:
        low, middle, high = np.percentile(pitched, [5, 50, 95])
        facts |= {
            "pitch_low_hz": float(low),
            "pitch_middle_hz": float(middle),
            "pitch_high_hz": float(high),
        }
    return facts
