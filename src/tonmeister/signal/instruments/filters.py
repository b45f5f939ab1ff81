"""Fixed tone shaping for the instruments: what a body, a pickup, a cabinet or a room does."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal.kernels.filters import cascade

RATE_HZ = 48000
Note = tuple[float, float, float, float]
Row = NDArray[np.float64]


def hz(pitch: float) -> float:
    """Return the frequency of a MIDI pitch."""
    return float(440.0 * 2.0 ** ((pitch - 69.0) / 12.0))


def empty(length_s: float) -> Row:
    """Return silence to play into."""
    return np.zeros(round(length_s * RATE_HZ))


def put(into: Row, sound: Row, start_s: float, level: float = 1.0) -> None:
    """Add a sound at its time, cut off where the tape ends."""
    start = max(0, round(start_s * RATE_HZ))
    count = min(sound.size, into.size - start)
    if count > 0:
        into[start : start + count] += level * sound[:count]


@lru_cache(maxsize=256)
def _sections(order: int, frequency_hz: float, kind: Literal["high", "low"]) -> NDArray[np.float64]:
    """Return a Butterworth filter as sections (b0, b1, b2, a1, a2), by the bilinear transform."""
    k, high = math.tan(math.pi * frequency_hz / RATE_HZ), kind == "high"
    sections = []
    if order % 2:
        b = (1.0, -1.0) if high else (k, k)
        sections.append((b[0] / (1 + k), b[1] / (1 + k), 0.0, (k - 1) / (1 + k), 0.0))
    for pair in range(order // 2):
        lossy = 2 * math.sin(math.pi * (2 * pair + 1) / (2 * order)) * k
        a0 = 1 + lossy + k * k
        b0, b1 = (1 / a0, -2 / a0) if high else (k * k / a0, 2 * k * k / a0)
        sections.append((b0, b1, b0, 2 * (k * k - 1) / a0, (1 - lossy + k * k) / a0))
    return np.array(sections)


def band(sound: Row, low_hz: float, high_hz: float, order: int = 2) -> Row:
    """Keep what lies between two frequencies (Butterworth); 0 or a very high one is open."""
    heard = np.stack([sound, sound])
    if low_hz > 0:
        _through(heard, _sections(order, low_hz, "high"))
    if high_hz < RATE_HZ / 2:
        _through(heard, _sections(order, high_hz, "low"))
    heard_once: Row = heard[0].copy()
    return heard_once


def _through(heard: NDArray[np.float64], sections: NDArray[np.float64]) -> None:
    cascade(heard, sections, np.zeros((len(sections), 4)), np.zeros(1))


def bell(sound: Row, frequency_hz: float, gain_db: float, width_q: float) -> Row:
    """Raise or lower a region (the bell of the R. Bristow-Johnson cookbook)."""
    from scipy.signal import lfilter

    a = 10.0 ** (gain_db / 40.0)
    w = 2.0 * np.pi * frequency_hz / RATE_HZ
    alpha = np.sin(w) / (2.0 * width_q)
    top = np.array([1.0 + alpha * a, -2.0 * np.cos(w), 1.0 - alpha * a])
    bottom = np.array([1.0 + alpha / a, -2.0 * np.cos(w), 1.0 - alpha / a])
    return np.asarray(lfilter(top / bottom[0], bottom / bottom[0], sound), dtype=np.float64)


def drive(sound: Row, amount: float) -> Row:
    """Drive a tube stage without aliasing (antiderivative tanh; Parker et al., DAFx 2016)."""
    x = amount * sound
    whole = np.logaddexp(x, -x) - np.log(2.0)
    step = np.diff(x, prepend=x[:1])
    rise = np.diff(whole, prepend=whole[:1])
    middle = np.tanh(x - 0.5 * step)
    steep = np.abs(step) > 1e-5
    return np.where(steep, rise / np.where(steep, step, 1.0), middle)


def later(sound: Row, delay_ms: float, level: float) -> Row:
    """Return the sound as it arrives after a way through the air, same length."""
    frames = round(delay_ms * RATE_HZ / 1000)
    out = np.zeros_like(sound)
    out[frames:] = level * sound[: sound.size - frames]
    return out


def room(sound: Row, seed: int, decay_s: float, first_ms: float) -> Row:
    """Return what a small room answers: some early reflections, then a tail that darkens."""
    from scipy.signal import oaconvolve

    rng = np.random.default_rng(seed)
    count = round(decay_s * 1.2 * RATE_HZ)
    t = np.arange(count) / RATE_HZ
    tail = rng.standard_normal(count) * 10.0 ** (-3.0 * t / decay_s) * np.minimum(1.0, t / 0.012)
    tail = 0.5 * tail + 0.5 * band(tail, 0, 2500, 1) * (1.0 + t / decay_s)
    for _ in range(10):
        at = round((first_ms / 1000 + 0.022 * rng.random() ** 1.5) * RATE_HZ)
        tail[at] += rng.choice((-1.0, 1.0)) * 6.0 * (1.0 - at / count)
    tail /= np.sqrt(np.sum(tail**2))
    return np.asarray(oaconvolve(sound, tail)[: sound.size], dtype=np.float64)


def to_peak(sound: Row, peak_dbfs: float) -> Row:
    """Set the level as one sets a preamp: the loudest moment reads ``peak_dbfs``."""
    level: Row = sound * (10.0 ** (peak_dbfs / 20.0) / max(float(np.abs(sound).max()), 1e-12))
    return level
