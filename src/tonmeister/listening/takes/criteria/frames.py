"""The spectrum of a take in bands, every 40 ms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from tonmeister.listening.takes.aligned import HeardTake

Real = NDArray[np.float64]

HOP_S, WINDOW_S = 0.04, 0.08
EDGES_HZ = (
    20.0, 80.0, 140.0, 220.0, 340.0, 520.0, 760.0, 1100.0, 1600.0, 2300.0, 3200.0, 4500.0,
    6300.0, 9000.0, 14000.0,
)  # fmt: skip
LOWEST, BODY, EDGE = slice(0, 1), slice(1, 8), slice(9, 13)
"""Thumps; the body of a voice up to 1.6 kHz; its edge from 2.3 to 9 kHz."""
CHUNK = 512
HNR_STEP_S = 0.1
FLOOR = 1e-13


@dataclass(frozen=True, slots=True)
class Frames:
    """Power in each band every 40 ms ``power`` [T, bands] (a full-scale sine is 0.5), whether a
    note is sung there ``sung`` [T], and how much of it is tone ``hnr_db`` [T / 2.5], nan unsung.
    """

    power: Real
    sung: NDArray[np.bool_]
    hnr_db: Real

    @property
    def level_db(self) -> Real:
        """The level above the thumps, dB."""
        return np.asarray(10.0 * np.log10(self.power[:, 1:].sum(axis=1) + FLOOR))

    def part(self, start_s: float, end_s: float) -> slice:
        """Return the frames from one moment to another."""
        return slice(max(0, round(start_s / HOP_S)), max(0, round(end_s / HOP_S)))

    def tonal(self, start_s: float, end_s: float) -> Real:
        """Return the tonal shares (dB) that are known in a stretch."""
        found = self.hnr_db[max(0, round(start_s / HNR_STEP_S)) : round(end_s / HNR_STEP_S)]
        return found[np.isfinite(found)]


def frames_of(take: HeardTake) -> Frames:
    """Go through a take once."""
    x, rate = take.sound[0], take.rate_hz
    size, hop = scipy.fft.next_fast_len(round(WINDOW_S * rate)), HOP_S * rate
    count = max(1, int(np.ceil(x.size / hop)))
    padded = np.pad(x.astype(np.float32), (size // 2, size))
    starts = np.round(np.arange(count) * hop).astype(np.int64)
    window = np.hanning(size).astype(np.float32)
    views = np.lib.stride_tricks.sliding_window_view(padded, size)
    bins = np.clip(np.round(np.array(EDGES_HZ) * size / rate).astype(int), 0, size // 2)
    power = np.zeros((count, len(EDGES_HZ) - 1))
    scale = 2.0 / (float((window.astype(np.float64) ** 2).sum()) * size)
    for first in range(0, count, CHUNK):
        spectrum = scipy.fft.rfft(views[starts[first : first + CHUNK]] * window, axis=1)
        square = spectrum.real**2 + spectrum.imag**2
        summed = np.cumsum(square, axis=1, dtype=np.float64)
        power[first : first + CHUNK] = scale * np.diff(summed[:, bins], axis=1)
    return Frames(power, _sung(take, count), _hnr_db(take))


def _sung(take: HeardTake, count: int) -> NDArray[np.bool_]:
    """Say in which frames a pitch is heard."""
    at = np.round(np.arange(count) * HOP_S / take.pitch.step_s).astype(int)
    voiced = take.pitch.voiced
    if not voiced.size:
        return np.zeros(count, bool)
    return np.asarray(voiced[np.minimum(at, voiced.size - 1)] & (at < voiced.size))


def _hnr_db(take: HeardTake) -> Real:
    """Return how much louder the tone is than the breath in it, every 100 ms, nan unsung.

    Each stretch of three periods is compared with the one a period later (Boersma, "Accurate
    short-term analysis of the fundamental frequency and the harmonics-to-noise ratio", 1993).
    """
    x, rate, f0 = take.sound[0], take.rate_hz, take.pitch.f0_hz
    stride = max(1, round(HNR_STEP_S / take.pitch.step_s))
    found = np.full(-(-f0.size // stride), np.nan)
    for k, hz in enumerate(f0[::stride]):
        if hz <= 0.0:
            continue
        period = rate / hz
        size = int(3.0 * period)
        at = int(k * HNR_STEP_S * rate) - size // 2
        if at < 0 or at + size + int(period) + 2 > x.size:
            continue
        one = x[at : at + size]
        best = max(_alike(one, x[at + lag : at + lag + size]) for lag in _lags(period))
        if best > 0.0:
            found[k] = 10.0 * np.log10(best / max(1.0 - best, 1e-4))
    return found


def _lags(period: float) -> tuple[int, int]:
    return int(period), int(period) + 1


def _alike(one: Real, other: Real) -> float:
    both = float(one @ one) * float(other @ other)
    return float(one @ other) / float(np.sqrt(both)) if both > 0.0 else 0.0
