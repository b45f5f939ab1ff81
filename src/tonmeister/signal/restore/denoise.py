"""Steady noise taken down, learned from a stretch in which nothing else is heard."""

from __future__ import annotations

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from tonmeister.signal.audio import Samples

Real = NDArray[np.float64]

SIZE_S = 0.043
OVER = 4
REMEMBERED = 0.97
"""How much of the last window's ratio is kept (decision directed: Ephraim & Malah, IEEE Trans.
ASSP 32(6), 1984): what comes and goes in single bins, "musical noise", is calmed by it."""

OVER_PRINT = 1.3
"""The noise is taken for so many times its usual power, as it is louder at times."""


def noise_print(sound: Samples, rate_hz: int, start_s: float, end_s: float) -> Real:
    """Return the usual power of noise in each bin, channel by channel: [channels, bins]."""
    size = _size(rate_hz)
    piece = sound[:, max(0, round(start_s * rate_hz)) : round(end_s * rate_hz)]
    if piece.shape[1] < 2 * size:
        raise ValueError("a noise print needs a tenth of a second or more")
    views = np.lib.stride_tricks.sliding_window_view(piece, size, axis=1)[:, :: size // OVER]
    power = np.abs(scipy.fft.rfft(views * _window(size), axis=2)) ** 2
    return np.asarray(power.mean(axis=1))


def denoised(sound: Samples, rate_hz: int, print_: Real, most_db: float) -> Samples:
    """Return ``sound`` [channels, n] with what is like the noise turned down, by ``most_db`` at
    most (negative). A Wiener filter, window by window, 4 times over each other.
    """
    size = _size(rate_hz)
    hop, window, floor = size // OVER, _window(size), 10.0 ** (most_db / 20.0)
    out = np.empty_like(sound)
    count = sound.shape[1]
    for channel, row in enumerate(sound):
        padded = np.pad(row, (size, size + hop))
        total = np.zeros(padded.size)
        noise = OVER_PRINT * print_[channel] + 1e-20
        last = np.ones(noise.size)
        for first in range(0, padded.size - size + 1, hop):
            spectrum = scipy.fft.rfft(padded[first : first + size] * window)
            ratio = (spectrum.real**2 + spectrum.imag**2) / noise
            kept = REMEMBERED * last + (1.0 - REMEMBERED) * np.maximum(ratio - 1.0, 0.0)
            gain = np.maximum(kept / (1.0 + kept), floor)
            last = gain**2 * ratio
            total[first : first + size] += scipy.fft.irfft(spectrum * gain, size) * window
        out[channel] = total[size : size + count] / (OVER * 0.375)
    return out


def _size(rate_hz: int) -> int:
    return 4 * round(SIZE_S * rate_hz / 4)


def _window(size: int) -> Real:
    return np.asarray(0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(size) / size))
