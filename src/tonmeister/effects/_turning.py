"""What every effect that turns the volume by itself needs."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal import Samples
from tonmeister.signal.kernels.dynamics import ride, to_gain, turn

Row = NDArray[np.float64]


def share(time_ms: float, rate_hz: int) -> float:
    """Return the part of the way gone each frame, so that 63 % are gone after this time."""
    return 1.0 - math.exp(-1000.0 / (time_ms * rate_hz))


def row(value: float | Row, count: int) -> Row:
    """Return a knob's position as one value a frame."""
    if isinstance(value, np.ndarray):
        return np.ascontiguousarray(value, dtype=np.float64)
    return np.full(count, float(value))


def gains_of(level_db: float | Row, count: int) -> Row:
    """Return amplitude ratios, one a frame."""
    gains = np.empty(count)
    to_gain(row(level_db, count), gains)
    return gains


class Rider:
    """Gain computer with its ballistics, at rest at 0 dB."""

    def __init__(self, attack_ms: float, release_ms: float, rate_hz: int) -> None:
        self._attack, self._release = share(attack_ms, rate_hz), share(release_ms, rate_hz)
        self._env = np.zeros(2)

    def gains(
        self,
        key: Samples,
        threshold_db: float | Row,
        *,
        slope: float,
        knee_db: float = 0.0,
        most_db: float = -1000.0,
        makeup_db: float = 0.0,
    ) -> Row:
        """Return the gain of each frame for what the detector hears, ``[2, n]``."""
        gains = np.empty(key.shape[1])
        ride(
            key, row(threshold_db, gains.size), float(slope), float(knee_db), float(most_db),
            self._attack, self._release, float(makeup_db), self._env, gains,
        )  # fmt: skip
        return gains


class Turner:
    """Multiply by gains, the sound coming some frames later."""

    def __init__(self, latency_frames: int = 0, wet: float = 1.0) -> None:
        self._ring, self._at = np.zeros((2, latency_frames)), np.zeros(1)
        self._wet = float(wet)

    def turn(self, block: Samples, gains: Row) -> Samples:
        """Work on ``[2, n]`` in place."""
        turn(block, gains, self._wet, self._ring, self._at)
        return block
