"""A little music whose damage is known to the sample."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Row = NDArray[np.float64]
RATE_HZ = 44100


def plucks(length_s: float = 10.0, seed: int = 1, every_s: float = 0.5) -> Row:
    """Play decaying notes with overtones and a breath of noise, some rests between."""
    rng = np.random.default_rng(seed)
    out = np.zeros(round(length_s * RATE_HZ))
    at_s = 0.2
    while at_s < length_s - 0.6:
        pitch_hz = 440.0 * 2.0 ** ((rng.integers(48, 68) - 69) / 12)
        t = np.arange(round(min(1.2, length_s - at_s) * RATE_HZ)) / RATE_HZ
        note = sum(
            np.exp(-t * (2.0 + k)) * np.sin(2 * np.pi * k * pitch_hz * t + k) / k**1.2
            for k in range(1, 12)
        )
        note *= 1.0 - np.exp(-t / 0.004)
        first = round(at_s * RATE_HZ)
        out[first : first + t.size] += 0.18 * note * rng.uniform(0.4, 1.0)
        at_s += every_s * rng.choice([1.0, 1.0, 2.0, 3.0])
    return out + 3e-5 * rng.standard_normal(out.size)


def mains(frames: int, hz: float = 50.0, level_dbfs: float = -36.0, seed: int = 2) -> Row:
    """Hum with nine overtones, its frequency and level wandering."""
    rng = np.random.default_rng(seed)
    t = np.arange(frames) / RATE_HZ
    frequency = hz + 0.03 * np.sin(2 * np.pi * t / 17.0 + 1.0)
    phase = 2 * np.pi * np.cumsum(frequency) / RATE_HZ
    hum = sum(
        10 ** (-2.0 * k / 20) * np.sin(k * phase + rng.uniform(0, 6.28)) for k in range(1, 11)
    )
    hum = hum * 10 ** (1.0 * np.sin(2 * np.pi * t / 11.0) / 20)
    return np.asarray(hum * 10 ** (level_dbfs / 20) / np.sqrt(np.mean(hum**2)))


def clicked(x: Row, count: int = 12, seed: int = 3) -> tuple[Row, list[tuple[int, int]]]:
    """Put clicks of 1 to 30 samples in; returns where they are."""
    rng = np.random.default_rng(seed)
    out, places = x.copy(), []
    for at in np.linspace(0.08, 0.93, count) * x.size:
        first, size = int(at + rng.integers(0, 2000)), int(rng.integers(1, 30))
        high = rng.choice((-1.0, 1.0)) * rng.uniform(0.3, 0.7)
        shape = rng.standard_normal(size) * np.exp(-np.arange(size) / (size / 3.0))
        shape[0] = 1.0
        out[first : first + size] += high * shape
        places.append((first, first + size))
    return out, places


def snr_db(right: Row, heard: Row) -> float:
    """How near what is heard comes to what is right."""
    return 10 * float(np.log10(np.sum(right**2) / (np.sum((right - heard) ** 2) + 1e-20)))


def sung_vowel(length_s: float = 4.0) -> Row:
    """A vowel with vibrato, swelling and falling: peaks on every period."""
    t = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    pitch_hz = 220.0 * 2.0 ** (0.3 / 12 * np.sin(2 * np.pi * 5.5 * t))
    phase = 2 * np.pi * np.cumsum(pitch_hz) / RATE_HZ
    formants = sum(
        np.exp(-(((k * 220.0 - 700.0) / 400.0) ** 2)) * np.sin(k * phase + 0.3 * k)
        for k in range(1, 15)
    )
    swell = 0.3 + 0.7 * np.sin(np.pi * t / length_s) ** 2
    return np.asarray(0.2 * swell * formants)
