"""The pitch of one voice or instrument, where it is clearly pitched and alone."""

from __future__ import annotations

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from tonmeister.signal.kernels import kernel

PITCH_FRAMES = 1024
LOWEST_HZ, HIGHEST_HZ = 32.0, 1250.0
CLEAR = 0.82
"""How alike two neighbouring periods must be (0 to 1) for a sound to count as pitched."""

BODY_DB = -30.0
"""At least so much of a note's power lies in its first three partials. Where several notes sound,
the period they have in common is far below all of them, and nothing is heard there."""


@kernel
def choose(r, energy, lags_short, lags_long, rate_hz, clear, pitch):  # type: ignore[no-untyped-def]
    """Pick the first high peak of the normalised difference in each row of ``r`` [T, lags].

    ``energy`` [T, frames + 1]: the running sum of squares.
    """
    n = energy.shape[1] - 1
    d = np.zeros(lags_long + 2)
    for t in range(r.shape[0]):
        if energy[t, n] <= 1e-9:
            continue
        for lag in range(lags_long + 2):
            both = energy[t, n - lag] + energy[t, n] - energy[t, lag]
            d[lag] = 2.0 * r[t, lag] / both if both > 1e-12 else 0.0
        lag = 1
        while lag <= lags_long and d[lag] > 0.0:
            lag += 1
        top = 0.0
        for k in range(lag, lags_long + 1):
            if k >= lags_short and d[k] > top and d[k] >= d[k - 1] and d[k] >= d[k + 1]:
                top = d[k]
        if top < clear:
            continue
        for k in range(max(lag, lags_short), lags_long + 1):
            if d[k] >= 0.93 * top and d[k] >= d[k - 1] and d[k] >= d[k + 1]:
                bend = d[k - 1] - 2.0 * d[k] + d[k + 1]
                shift = 0.5 * (d[k - 1] - d[k + 1]) / bend if bend < 0.0 else 0.0
                pitch[t] = rate_hz / (k + shift)
                break


def pitches(frames: NDArray[np.float32], rate_hz: float) -> NDArray[np.float32]:
    """Return the pitch of windows [T, frames], 0 where there is none.

    McLeod & Wyvill, A smarter way to find pitch, ICMC 2005.
    """
    n = frames.shape[1]
    spectrum = scipy.fft.rfft(frames, 2 * n, axis=1)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
    r = scipy.fft.irfft(power, axis=1)
    energy = np.zeros((len(frames), n + 1))
    np.cumsum(frames.astype(np.float64) ** 2, axis=1, out=energy[:, 1:])
    pitch = np.zeros(len(frames), np.float32)
    short = max(2, int(rate_hz / HIGHEST_HZ))
    long = min(n - 3, int(rate_hz / LOWEST_HZ))
    choose(r, energy, short, long, rate_hz, CLEAR, pitch)
    return pitch


def alone(pitch: NDArray[np.float32], power: NDArray[np.float64]) -> NDArray[np.float32]:
    """Keep the pitches [T] that have a body in ``power`` [30, T]: one note, and no chord."""
    total = power.sum(axis=0)
    body = np.zeros(len(pitch))
    bands = np.log2(np.maximum(pitch, 1.0) / 1000.0) * 3.0 + 16.0
    steps = np.arange(len(pitch))
    for partial in (1, 2, 3):
        band = np.round(bands + 3.0 * np.log2(partial)).astype(int)
        body += power[np.clip(band, 0, len(power) - 1), steps]
    return np.where(body > 10.0 ** (BODY_DB / 10.0) * total, pitch, 0.0).astype(np.float32)
