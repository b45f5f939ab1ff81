"""A finished sound every 10 ms in ten bands, cut sharply: whether one hand moves several."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from tonmeister.listening.check import shared
from tonmeister.listening.dynamics_fine import FINE_S
from tonmeister.listening.heard import Heard
from tonmeister.signal import Source

Real = NDArray[np.float64]
EDGES_HZ = (160.0, 250.0, 400.0, 630.0, 1000.0, 1600.0, 2500.0, 4000.0, 6300.0, 10000.0, 16000.0)
WINDOW_S = 0.0232
BATCH_STEPS = 1024
FLOOR_DB = 50.0


@cache
def _edges(size: int, rate_hz: int) -> NDArray[np.intp]:
    top = size // 2
    return np.minimum(np.round(np.array(EDGES_HZ) * size / rate_hz), top).astype(np.intp)


def band_power(sound: Source) -> Real:
    """Return the power of both channels in ten bands, [10, T], every 10 ms."""
    rate_hz = sound.rate_hz
    size = 1 << round(np.log2(WINDOW_S * rate_hz))
    window = np.hanning(size).astype(np.float32)
    starts = np.round(np.arange(int(sound.frames / (rate_hz * FINE_S))) * (rate_hz * FINE_S))
    begin = np.clip(starts.astype(np.int64) - size // 2, 0, max(sound.frames - size, 0))
    edges = _edges(size, rate_hz)
    out = np.zeros((len(EDGES_HZ) - 1, len(begin)))
    for first in range(0, len(begin), BATCH_STEPS):
        at = begin[first : first + BATCH_STEPS]
        block = sound.read(int(at[0]), int(at[-1] - at[0]) + size)
        take = (at - at[0])[:, None] + np.arange(size)[None]
        for channel in block:
            spectrum = scipy.fft.rfft(channel.astype(np.float32)[take] * window, axis=1)
            power = spectrum.real**2 + spectrum.imag**2
            for band, (low, high) in enumerate(pairwise(edges)):
                out[band, first : first + len(at)] += power[:, low:high].sum(axis=1)
    return out / float(size) ** 2


def in_db(power: Real) -> Real:
    """Return power in dB, down to 50 dB under its highest."""
    floor = float(power.max(initial=0.0)) * 10.0 ** (-FLOOR_DB / 10.0) + 1e-14
    return np.asarray(10.0 * np.log10(power + floor), np.float64)


@shared
def bands(heard: Heard) -> Real | None:
    """Return the ten bands of the finished sound; None where its samples cannot be read."""
    if heard.sound is None or heard.sound.frames < heard.sound.rate_hz:
        return None
    return band_power(heard.sound)
