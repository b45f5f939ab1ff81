"""What goes wrong in a recording room, done on purpose: for the demo session and for tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tonmeister.signal.instruments.filters import RATE_HZ, Row, bell

CEILING = 1.0 - 2.0**-23  # the highest a 24-bit converter can say


def mud(sound: Row, centre_hz: float, gain_db: float) -> Row:
    """Let a boomy room or a tired amplifier swell the low mids, an octave wide."""
    return bell(sound, centre_hz, gain_db, 1.0)


def hum(sound: Row, mains_hz: float, level_dbfs: float) -> Row:
    """Add mains hum: the fundamental and its overtones, the odd ones stronger, RMS as given."""
    second = np.arange(RATE_HZ) / RATE_HZ  # mains of a whole number of hertz repeat each second
    levels = (1.0, 0.45, 0.7, 0.2, 0.4, 0.12, 0.25, 0.08, 0.15)
    tone = np.zeros(RATE_HZ)
    for i, level in enumerate(levels):
        tone += level * np.sin(2 * np.pi * mains_hz * (i + 1) * second + 0.7 * i * i)
    rms = np.sqrt(0.5 * np.sum(np.square(levels)))
    hummed: Row = sound + np.resize(tone * (10.0 ** (level_dbfs / 20.0) / rms), sound.size)
    return hummed


def clip(sound: Row, over_db: float) -> Row:
    """Record too hot: the peaks would read ``over_db`` above full scale, so they are cut off."""
    hot = sound * (10.0 ** (over_db / 20.0) / np.abs(sound).max())
    clipped: Row = np.clip(hot, -CEILING, CEILING)
    return clipped


def step_back(sound: Row, spans_s: Sequence[tuple[float, float]], gain_db: float) -> Row:
    """Let a singer move away from the microphone for some stretches, within 300 ms."""
    t = np.arange(sound.size) / RATE_HZ
    away = np.zeros(sound.size)
    for start_s, end_s in spans_s:
        away = np.maximum(
            away, np.clip((t - start_s) / 0.3, 0, 1) * np.clip((end_s - t) / 0.3, 0, 1)
        )
    return sound * 10.0 ** (gain_db * away / 20.0)


def hiss(sound: Row, level_dbfs: float, seed: int) -> Row:
    """Add the noise of a microphone and its preamplifier."""
    noise = np.random.default_rng(seed).standard_normal(sound.shape)
    noisy: Row = sound + noise * 10.0 ** (level_dbfs / 20.0)
    return noisy
