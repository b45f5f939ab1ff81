"""The level of a voice, step by step."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal import Samples

WINDOW_S = 0.025


def level_db(
    sound: Samples, rate_hz: int, steps: int, step_s: float = 0.005
) -> NDArray[np.float64]:
    """Return the level of a sound [channels, n] at each step [steps], dBFS, over 25 ms."""
    power = np.concatenate([[0.0], np.cumsum((sound**2).mean(axis=0))])
    middle = np.arange(steps) * step_s * rate_hz
    half = max(1.0, 0.5 * WINDOW_S * rate_hz)
    low = np.clip(middle - half, 0, power.size - 1).astype(int)
    high = np.clip(middle + half, 0, power.size - 1).astype(int)
    mean = np.maximum(power[high] - power[low], 0.0) / np.maximum(high - low, 1)
    return np.asarray(10.0 * np.log10(mean + 1e-12))
