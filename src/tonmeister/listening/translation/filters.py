"""The device as a filter: its declared response as an impulse, and sound through it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from tonmeister.knowledge.device_targets import Curve, Device
from tonmeister.listening.features import BANDS_HZ, HOP_S
from tonmeister.listening.translation.simulate import Heard, noise_db_spl
from tonmeister.signal import Samples, Source

Real = NDArray[np.float64]
TAPS_S = 0.19
DEEPEST_DB = -90.0
LOWEST_HZ, HIGHEST_HZ = 5.0, 200e3
BLOCK_FRAMES = 1 << 16


def response_db(curve: Curve, hz: NDArray[np.floating]) -> Real:
    """Return a curve at frequencies, kept from falling without end."""
    inner_hz = [point[0] for point in curve.points_db]
    corners_hz = np.array([LOWEST_HZ, *inner_hz, HIGHEST_HZ])
    levels = [curve.at_db(corner) for corner in corners_hz]
    at = np.log(np.clip(hz, LOWEST_HZ, HIGHEST_HZ))
    return np.asarray(np.maximum(np.interp(at, np.log(corners_hz), levels), DEEPEST_DB))


def impulse(curve: Curve, rate_hz: int) -> Real:
    """Return the shortest-delay (minimum-phase) impulse with this response.

    From the real cepstrum (Oppenheim & Schafer, Discrete-Time Signal Processing, ch. 13), as the
    phase of a small speaker is mostly minimum.
    """
    count = 1 << int(np.ceil(np.log2(TAPS_S * rate_hz)))
    size = 8 * count
    level = response_db(curve, np.fft.rfftfreq(size, 1.0 / rate_hz)) * (np.log(10.0) / 20.0)
    cepstrum = scipy.fft.irfft(level, size)
    fold = np.zeros(size)
    fold[0], fold[size // 2] = 1.0, 1.0
    fold[1 : size // 2] = 2.0
    made = scipy.fft.irfft(np.exp(scipy.fft.rfft(cepstrum * fold)), size)[:count]
    made[-count // 8 :] *= np.linspace(1.0, 0.0, count // 8)
    return np.asarray(made)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """A record as it sounds on a device, block by block, digital level kept.

    ``heard`` is its simulation; it says how far the lows are held and how loud the noise is.
    With ``noise`` the background is added, from a seed: every rendering is the same.
    """

    source: Source
    device: Device
    heard: Heard
    noise: bool = False

    def blocks(self) -> Iterator[Samples]:
        """Give the sound in pieces of ``[2, n]``."""
        rate_hz = self.source.rate_hz
        through = _Convolver(impulse(self.device.response, rate_hz))
        low = None if self.device.limit is None else _Convolver(
            _lows(self.device.limit.below_hz, rate_hz)
        )  # fmt: skip
        late = _Convolver(_delay(rate_hz)) if low is not None else None
        skip = len(_delay(rate_hz)) // 2 if low is not None else 0
        background = _Background(self.device, self.heard, rate_hz) if self.noise else None
        at, end = -skip, self.source.frames
        for start in range(0, end + skip, BLOCK_FRAMES):
            count = min(BLOCK_FRAMES, end + skip - start)
            x = self.source.read(start, count)
            if self.device.mono:
                x = np.repeat(x.mean(axis=0, keepdims=True), 2, axis=0)
            x = through.process(x)
            if low is not None and late is not None:
                lows = low.process(x.copy())
                x = late.process(x) + (self._held(at, count) - 1.0) * lows
            x = x[:, max(0, -at) :]
            at += count
            if background is not None:
                x = x + background.next(x.shape[1])
            if x.shape[1]:
                yield np.ascontiguousarray(x)

    def _held(self, at: int, count: int) -> Real:
        steps = (np.arange(at, at + count) / self.source.rate_hz) / HOP_S - 0.5
        gains = 10.0 ** (self.heard.held_db / 20.0)
        return np.asarray(np.interp(steps, np.arange(gains.size), gains))


class _Convolver:
    """A filter that remembers what came before (overlap-add)."""

    def __init__(self, taps: Real) -> None:
        self._taps = taps
        self._size = scipy.fft.next_fast_len(BLOCK_FRAMES + taps.size - 1, real=True)
        self._spectrum = scipy.fft.rfft(taps, self._size)
        self._tail = np.zeros((2, taps.size - 1))

    def process(self, x: Samples) -> Samples:
        """Filter at most ``BLOCK_FRAMES`` frames."""
        n = x.shape[1]
        y = scipy.fft.irfft(scipy.fft.rfft(x, self._size, axis=1) * self._spectrum, self._size)
        keep = self._tail.shape[1]
        y[:, :keep] += self._tail
        self._tail = y[:, n : n + keep].copy()
        return np.asarray(y[:, :n])


def _lows(below_hz: float, rate_hz: int) -> Real:
    """Return a linear-phase low-pass at the limiter's edge; it and the rest add up."""
    count = _delay(rate_hz).size
    t = (np.arange(count) - count // 2) / rate_hz
    taps = np.sinc(2.0 * below_hz * t) * np.blackman(count)
    return np.asarray(taps / taps.sum())


def _delay(rate_hz: int) -> Real:
    taps = np.zeros(2 * round(0.01 * rate_hz) + 1)
    taps[taps.size // 2] = 1.0
    return taps


class _Background:
    """The noise of the place, at the level that it has against the music."""

    def __init__(self, device: Device, heard: Heard, rate_hz: int) -> None:
        self._chance = np.random.default_rng(1991)
        size = 1 << 15
        hz = np.fft.rfftfreq(size, 1.0 / rate_hz)
        wanted = noise_db_spl(device) - heard.turned_db
        width_hz = BANDS_HZ * (2.0 ** (1 / 6) - 2.0 ** (-1 / 6))
        density = wanted - 10.0 * np.log10(width_hz)  # dB re 1 a hertz, left plus right
        level = np.interp(np.log(np.maximum(hz, 10.0)), np.log(BANDS_HZ), density)
        amplitude = np.sqrt(10.0 ** (level / 10.0) * rate_hz / 2.0 / 2.0)
        taps = np.roll(scipy.fft.irfft(amplitude, size), size // 2)[size // 2 - 4096 :][:8192]
        self._filter = _Convolver(taps * np.hanning(taps.size))
        self._filter.process(self._chance.standard_normal((2, BLOCK_FRAMES)))

    def next(self, count: int) -> Samples:
        return self._filter.process(self._chance.standard_normal((2, count)))
