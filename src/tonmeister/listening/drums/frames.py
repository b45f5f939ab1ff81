"""A drum recording as levels in bands, every five milliseconds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal import Samples

Grid = NDArray[np.float64]

HOP_S = 0.005
WINDOW_S = 0.030
EDGES_HZ = (
    30.0, 55.0, 80.0, 110.0, 150.0, 210.0, 300.0, 430.0, 620.0, 900.0, 1300.0, 1900.0, 2700.0,
    3900.0, 5600.0, 8000.0, 11000.0, 16000.0,
)  # fmt: skip
BANDS = len(EDGES_HZ) - 1
LOW = slice(0, 4)
MIDDLE = slice(4, 11)
HIGH = slice(12, BANDS)
_CHUNK = 2048


def band_powers(sound: Samples, rate_hz: int) -> Grid:
    """Return power [steps, bands] of samples [channels, n]: the mean over the channels.

    Step ``i`` is centred on ``i * HOP_S`` seconds (Hann window of 30 ms). Bands above the
    recording's own band are 0.
    """
    size = round(WINDOW_S * rate_hz)
    window = np.hanning(size + 2)[1:-1]
    window /= np.sqrt(np.sum(window**2) * size)
    count = 1 << (2 * size - 1).bit_length() if rate_hz > 0 else 0
    hz: Grid = np.asarray(np.fft.rfftfreq(count, 1.0 / rate_hz), np.float64)
    share = _shares(hz)
    steps = max(1, int(sound.shape[1] / (HOP_S * rate_hz)) + 1)
    out = np.zeros((steps, BANDS))
    for channel in sound:
        padded = np.concatenate([np.zeros(size // 2), channel, np.zeros(size)])
        frames = np.lib.stride_tricks.sliding_window_view(padded, size)
        for first in range(0, steps, _CHUNK):
            at = np.round(np.arange(first, min(steps, first + _CHUNK)) * HOP_S * rate_hz)
            chosen = frames[np.minimum(at.astype(np.int64), len(frames) - 1)]
            power = np.abs(np.fft.rfft(chosen * window, count, axis=1)) ** 2
            out[first : first + len(at)] += power @ share
    return np.asarray(out / len(sound))


def _shares(hz: Grid) -> Grid:
    """Return which bin belongs to which band [bins, bands], divided softly at the edges."""
    share = np.zeros((len(hz), BANDS))
    middles = np.sqrt(np.array(EDGES_HZ[1:]) * np.array(EDGES_HZ[:-1]))
    place = np.interp(np.log(np.maximum(hz, 1.0)), np.log(middles), np.arange(BANDS))
    below = np.floor(place).astype(np.int64)
    rest = place - below
    inside = (hz >= EDGES_HZ[0]) & (hz < EDGES_HZ[-1])
    rows = np.arange(len(hz))
    share[rows, below] += np.where(inside, 1.0 - rest, 0.0)
    share[rows, np.minimum(below + 1, BANDS - 1)] += np.where(inside, rest, 0.0)
    return share
