"""The key of a sample, or that it has none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.music.pitch_classes import key_scores
from tonmeister.signal import Samples

_SIZE, _HOP = 8192, 2048
_LOWEST_HZ, _HIGHEST_HZ = 60.0, 2000.0
_LONGEST_S = 60.0
_TONES = 0.5
"""From this share of ringing energy on a sample has tones; below it is percussion."""
_LIKE = 0.55


@dataclass(frozen=True, slots=True)
class SampleKey:
    """A key ("A minor"), the next likeliest, and how much of the sample rings (0 to 1)."""

    name: str
    runner_up: str
    rings_score: float


def sample_key(sound: Samples, rate_hz: int) -> tuple[SampleKey | None, float]:
    """Return (key or None, how much of the sample rings) for samples [channels, n]."""
    from scipy.ndimage import median_filter

    mono = sound.mean(axis=0)[: round(_LONGEST_S * rate_hz)]
    if mono.size < _SIZE or not np.abs(mono).max() > 1e-5:
        return None, 0.0
    window = np.hanning(_SIZE)
    starts = range(0, mono.size - _SIZE + 1, _HOP)
    power = np.array([np.abs(np.fft.rfft(mono[a : a + _SIZE] * window)) for a in starts])
    hz = np.fft.rfftfreq(_SIZE, 1.0 / rate_hz)
    used = (hz >= _LOWEST_HZ) & (hz <= _HIGHEST_HZ)
    power = power[:, used]
    bins_hz = np.asarray(hz[used], np.float64)
    along = median_filter(power, size=(min(9, len(power) | 1), 1))
    across = median_filter(power, size=(1, 31))
    rings = along**2 / (along**2 + across**2 + 1e-20)
    tones = power**2 * (rings > 0.7)
    share = float(tones.sum() / (np.sum(power**2) + 1e-20))
    level: NDArray[np.float64] = np.sqrt(tones).sum(axis=0).astype(np.float64)
    weights = _classes(level, bins_hz)
    if share < _TONES or weights.std() < 0.05 * weights.mean():
        return None, share
    (best, tonic, mode), (_, other, other_mode) = key_scores(weights)[:2]
    if best < _LIKE:
        return None, share
    return SampleKey(f"{tonic} {mode}", f"{other} {other_mode}", share), share


def _classes(level: NDArray[np.float64], hz: NDArray[np.float64]) -> NDArray[np.float64]:
    semitones = 12.0 * np.log2(hz / 440.0) + 69.0
    near = np.exp(-0.5 * ((semitones - np.round(semitones)) / 0.25) ** 2)
    classes = np.round(semitones).astype(np.int64) % 12
    return np.asarray(np.bincount(classes, weights=level * near, minlength=12))
