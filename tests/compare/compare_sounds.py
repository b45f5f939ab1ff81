"""Sounds to compare: a small band, dense in the spectrum and with strokes, made from a seed."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal import Audio

RATE_HZ = 44100
LENGTH_S = 10.0


@cache
def band(seed: int = 1, tempo_bpm: float = 118.0, rate_hz: int = RATE_HZ) -> Audio:
    """Return strokes, a bass and a bed of noise in stereo; a loud and a quiet half."""
    chance = np.random.default_rng(seed)
    frames = round(LENGTH_S * rate_hz)
    x = np.zeros((2, frames))
    at_s, t = 0.1, np.arange(round(0.4 * rate_hz)) / rate_hz
    while at_s < LENGTH_S - 0.5:
        start = round(at_s * rate_hz)
        pan, level = chance.uniform(-0.5, 0.5), chance.uniform(0.2, 1.0)
        stroke = chance.standard_normal(t.size) * np.exp(-t / chance.uniform(0.02, 0.1))
        tone = np.sin(2 * np.pi * chance.choice([55.0, 65.4, 82.4, 98.0]) * t) * np.exp(-t / 0.25)
        for channel, side in ((0, 1 - pan), (1, 1 + pan)):
            x[channel, start : start + t.size] += level * (0.3 * side * stroke + 0.1 * tone)
        at_s += (60.0 / tempo_bpm) * chance.choice([0.25, 0.5, 0.5, 0.75, 1.0])
    white = np.fft.rfft(chance.standard_normal((2, frames)), axis=1)
    hz = np.fft.rfftfreq(frames, 1.0 / rate_hz)
    pink = np.fft.irfft(white * np.sqrt(30.0 / np.maximum(hz, 30.0)), frames, axis=1)
    x += 0.2 * pink
    x[:, frames // 2 :] *= 0.5
    return Audio(0.3 * x / np.abs(x).max(), rate_hz)


def belled(x: NDArray[np.float64], frequency_hz: float, gain_db: float) -> NDArray[np.float64]:
    """Raise one third octave by an exact curve in the frequency domain."""
    spectrum = np.fft.rfft(x, axis=1)
    hz = np.fft.rfftfreq(x.shape[1], 1.0 / RATE_HZ)
    octaves = np.log2(np.maximum(hz, 1.0) / frequency_hz)
    gain = gain_db * np.exp(-0.5 * (octaves / 0.45) ** 2)
    return np.ascontiguousarray(np.fft.irfft(spectrum * 10.0 ** (gain / 20.0), x.shape[1], axis=1))
