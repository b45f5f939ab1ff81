"""Where a recording runs, and what its voice-like treble loses: small measures of one sound."""

from __future__ import annotations

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from tonmeister.listening.sound_file import hann
from tonmeister.signal import Samples

Real = NDArray[np.float64]

STOPPED_S = 1.0
STEP_S = 0.01
SIZE_S, HOP_S = 0.043, 0.043
LOUD_DB = 25.0
PRESENCE_HZ = (2000.0, 8000.0)


def running(sound: Samples, rate_hz: int) -> list[tuple[float, float]]:
    """Return the stretches (seconds) between digital silences of a second or more."""
    step = max(1, round(STEP_S * rate_hz))
    count = sound.shape[1] // step
    on = sound[:, : count * step].reshape(len(sound), count, step).any(axis=(0, 2))
    edges = np.flatnonzero(np.diff(np.concatenate([[0], on.astype(np.int8), [0]]))).reshape(-1, 2)
    out: list[list[float]] = []
    for first, last in edges:
        if out and first * STEP_S - out[-1][1] < STOPPED_S:
            out[-1][1] = last * STEP_S
        else:
            out.append([first * STEP_S, last * STEP_S])
    length_s = sound.shape[1] / rate_hz
    return [(a, length_s if length_s - b < STOPPED_S else b) for a, b in out]


def presence_lost_db(before: Samples, after: Samples, rate_hz: int) -> float:
    """Return how much 2 to 8 kHz lost where the recording is loud (dB, positive: lost).

    Windows within 25 dB of the loudest twentieth count.
    """
    size = round(SIZE_S * rate_hz)
    if before.shape[1] < 2 * size:
        return 0.0
    changed = np.flatnonzero(np.any(before != after, axis=0))
    if not changed.size:
        return 0.0
    starts = np.arange(0, before.shape[1] - size, size)
    touched = np.zeros(starts.size + 1, np.bool_)
    touched[np.minimum(changed // size, starts.size)] = True
    starts = starts[touched[: starts.size]]
    if not starts.size:
        return 0.0
    was, now = (_powers(x, starts, size, rate_hz) for x in (before, after))
    loud = was[:, 0] > np.percentile(was[:, 0], 95) * 10.0 ** (-LOUD_DB / 10.0)
    total_was, total_now = was[loud, 1].sum(), now[loud, 1].sum()
    return 10.0 * float(np.log10((total_was + 1e-15) / (total_now + 1e-15)))


def _powers(sound: Samples, starts: NDArray[np.intp], size: int, rate_hz: int) -> Real:
    """Return [windows, 2]: power altogether and in 2 to 8 kHz."""
    mono = sound.mean(axis=0)
    hz = np.arange(size // 2 + 1) * rate_hz / size
    inside = (hz >= PRESENCE_HZ[0]) & (hz <= PRESENCE_HZ[1])
    out = np.zeros((starts.size, 2))
    window = hann(size).astype(np.float32)
    for first in range(0, starts.size, 512):
        cut = np.stack([mono[a : a + size] for a in starts[first : first + 512]])
        power = np.abs(scipy.fft.rfft(cut.astype(np.float32) * window, axis=1)) ** 2
        out[first : first + 512, 0] = power.sum(axis=1)
        out[first : first + 512, 1] = power[:, inside].sum(axis=1)
    return out
