"""Impulse responses of our own, made from decaying noise: always the same for one name."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tonmeister.effects.declare import OutOfRange
from tonmeister.signal import Samples
from tonmeister.signal.kernels.dynamics import to_gain
from tonmeister.signal.kernels.filters import cascade

Make = Callable[[int], Samples]
_SHELF: dict[str, Make] = {}


def impulse(name: str) -> Callable[[Make], Make]:
    """Put an impulse response on the shelf: a function from the rate to ``[2, n]``."""

    def declare(make: Make) -> Make:
        _SHELF[name] = make
        return make

    return declare


@lru_cache(maxsize=4)
def impulse_named(name: str, rate_hz: int) -> Samples:
    """Return the impulse response of that name, level one for noise. Not to be written to."""
    if name not in _SHELF:
        raise OutOfRange(
            f"convolution: there is no impulse {name!r}; there are {', '.join(names())}"
        )
    return levelled(_SHELF[name](rate_hz))


def names() -> tuple[str, ...]:
    """Return what is on the shelf, in alphabetical order."""
    return tuple(sorted(_SHELF))


def levelled(samples: Samples) -> Samples:
    """Return an impulse response whose louder channel has energy one."""
    energy = float((samples**2).sum(axis=1).max())
    return samples / np.sqrt(energy) if energy > 0.0 else samples


def _decay(count: int, decay_s: float, rate_hz: int) -> NDArray[np.float64]:
    fall = np.empty(count)
    to_gain(np.arange(count) * (-60.0 / (decay_s * rate_hz)), fall)
    return fall


def _noise_in_bands(bands: tuple[tuple[float, float], ...], seed: int, rate_hz: int) -> Samples:
    """Return noise that decays in each band in its own time: (upper edge in Hz, decay in s)."""
    from scipy.fft import irfft, next_fast_len, rfft

    count = round(max(decay_s for _, decay_s in bands) * 1.2 * rate_hz)
    size = next_fast_len(count)
    spectrum = rfft(np.random.default_rng(seed).standard_normal((2, size)), axis=1)
    hz = np.arange(spectrum.shape[1]) * (rate_hz / size)
    out, below = np.zeros((2, count)), np.zeros(hz.size)
    for edge_hz, decay_s in bands:
        under = 1.0 - np.clip((hz - 0.7 * edge_hz) / (0.6 * edge_hz), 0.0, 1.0)
        band = irfft(spectrum * (under - below), size, axis=1)
        out += band[:, :count] * _decay(count, decay_s, rate_hz)
        below = under
    return out


@impulse("chamber")
def _chamber(rate_hz: int) -> Samples:
    """Return a small stone room: short and bright."""
    return _noise_in_bands(
        ((400.0, 0.9), (2500.0, 1.0), (7000.0, 0.7), (30000.0, 0.4)), 11, rate_hz
    )


@impulse("hall")
def _hall(rate_hz: int) -> Samples:
    """Return a concert hall: long, warm, its answer growing in over the first 20 ms."""
    samples = _noise_in_bands(
        ((250.0, 2.6), (2000.0, 2.2), (6000.0, 1.4), (30000.0, 0.7)), 23, rate_hz
    )
    rise = round(0.02 * rate_hz)
    samples[:, :rise] *= np.arange(rise) / rise
    return samples


@impulse("spring")
def _spring(rate_hz: int) -> Samples:
    """Return the spring of a guitar amplifier: each echo a chirp, drawn out more each time."""
    count = round(1.8 * rate_hz)
    out = np.zeros((2, count))
    bend = np.array([[-0.62, 1.0, 0.0, -0.62, 0.0]] * 60)
    state, clock = np.zeros((60, 4)), np.zeros(1)
    for side, delay_s in enumerate((0.0337, 0.0371)):
        chirps = np.zeros((2, count))
        for turn in range(round(1.8 / delay_s)):
            place = round(turn * delay_s * rate_hz)
            if place < count:
                chirps[0, place] += (-0.78) ** turn
        cascade(chirps, bend, state, clock)
        state[:] = 0.0
        clock[:] = 0.0
        out[side] = chirps[0]
    return out * _decay(count, 1.7, rate_hz)
