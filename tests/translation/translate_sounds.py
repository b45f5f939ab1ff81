"""Records to be played elsewhere: a bass, a voice-like part and a bed, from a seed."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal import Audio

RATE_HZ = 44100
LENGTH_S = 7.0
Samples = NDArray[np.float64]


@cache
def parts() -> dict[str, Samples]:
    """Return ``bass`` (a pure sub, no overtones), ``vocal`` and ``bed`` [2, n]."""
    chance = np.random.default_rng(5)
    frames = round(LENGTH_S * RATE_HZ)
    t = np.arange(frames) / RATE_HZ
    notes = np.repeat(chance.choice([43.65, 49.0, 55.0], 32), frames // 32 + 1)[:frames]
    swing = 0.6 + 0.4 * np.sin(2 * np.pi * 2.0 * t) ** 2
    bass = 0.3 * swing * np.sin(2 * np.pi * np.cumsum(notes) / RATE_HZ)
    pitch = 220.0 * 2.0 ** (np.repeat(chance.integers(0, 5, 16), frames // 16 + 1)[:frames] / 12)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE_HZ
    vocal = 0.05 * sum(np.sin(k * phase) / k**0.6 for k in range(1, 25))
    hz = np.fft.rfftfreq(frames, 1 / RATE_HZ)
    white = np.fft.rfft(chance.standard_normal((2, frames)), axis=1)
    pink = np.fft.irfft(white * np.sqrt(60.0 / np.maximum(hz, 60.0)), frames, axis=1)
    return {
        "bass": np.stack([bass, bass]),
        "vocal": np.stack([vocal, vocal]),
        "bed": 0.03 * pink / pink.std(),
    }


def mix(**gains: float) -> Audio:
    """Return the sum of the parts, each times a gain (1 where none is given)."""
    made = sum(gains.get(name, 1.0) * x for name, x in parts().items())
    return Audio(np.ascontiguousarray(made), RATE_HZ)
