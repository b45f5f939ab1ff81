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
SIZE_S = 0.043
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
    count = before.shape[1] // size
    whole = before[:, : count * size].reshape(len(before), count, size)
    level = np.mean(whole**2, axis=(0, 2))
    loud = level > np.percentile(level, 95) * 10.0 ** (-LOUD_DB / 10.0)
    touched = np.zeros(count + 1, np.bool_)
    touched[np.minimum(changed // size, count)] = True
    starts = np.flatnonzero(touched[:count] & loud) * size
    if not starts.size:
        return 0.0
    was, now = (_presence(x, starts, size, rate_hz) for x in (before, after))
    return 10.0 * float(np.log10((was + 1e-15) / (now + 1e-15)))


def _presence(sound: Samples, starts: NDArray[np.intp], size: int, rate_hz: int) -> float:
    """Return the power in 2 to 8 kHz of all windows together."""
    mono = sound.mean(axis=0)
    hz = np.arange(size // 2 + 1) * rate_hz / size
    inside = (hz >= PRESENCE_HZ[0]) & (hz <= PRESENCE_HZ[1])
    window = hann(size).astype(np.float32)
    total = 0.0
    for first in range(0, starts.size, 512):
        cut = np.stack([mono[a : a + size] for a in starts[first : first + 512]])
        spectrum = scipy.fft.rfft(cut.astype(np.float32) * window, axis=1)[:, inside]
        total += float(np.sum(spectrum.real**2 + spectrum.imag**2, dtype=np.float64))
    return total
