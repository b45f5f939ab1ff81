"""The pitch of one voice or instrument, where it is clearly pitched and alone."""

from __future__ import annotations

import numpy as np
import scipy.fft
from numba import njit
from numpy.typing import NDArray

PITCH_FRAMES = 1024
LOWEST_HZ, HIGHEST_HZ = 32.0, 1250.0
CLEAR = 0.82
"""How alike two neighbouring periods must be (0 to 1) for a sound to count as pitched."""


@njit(cache=True, nogil=True)
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
