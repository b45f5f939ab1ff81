"""Rooms whose truth is known: octaves of noise that die away, and a shoebox of mirror sources."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.room.bands import OCTAVES_HZ, edges_hz

Real = NDArray[np.float64]
RATE_HZ = 48000


def dying_noise(
    times_s: Mapping[int, float], seed: int, *, noise_db: float = -75.0, level: float = 1.0
) -> Real:
    """Octaves of steady noise, each under its own exponential: the decay times are given."""
    chance = np.random.default_rng(seed)
    count = round(RATE_HZ * (1.5 * max(times_s.values()) + 0.6))
    time_s = np.arange(count) / RATE_HZ
    hz = np.fft.rfftfreq(count, 1.0 / RATE_HZ)
    out = np.zeros(count)
    for octave_hz, decay_s in times_s.items():
        low, high = edges_hz(octave_hz)
        spectrum = np.fft.rfft(chance.standard_normal(count))
        spectrum[(hz < low) | (hz >= high)] = 0.0
        out += np.fft.irfft(spectrum, count) * 10.0 ** (-3.0 * time_s / decay_s)
    out = np.concatenate([np.zeros(RATE_HZ), out / np.abs(out).max()])
    return level * (out + 10.0 ** (noise_db / 20.0) * chance.standard_normal(out.size))


def even(decay_s: float) -> dict[int, float]:
    """Every octave alike."""
    return dict.fromkeys(OCTAVES_HZ, decay_s)


def shoebox(
    sides_m: tuple[float, float, float],
    source_m: tuple[float, float, float],
    ear_m: tuple[float, float, float],
    *,
    reflects: float,
    length_s: float,
    rate_hz: int = RATE_HZ,
) -> Real:
    """The answer of a box whose walls all send back ``reflects`` of the pressure (Allen and
    Berkley 1979), each mirror source at the nearest sample.
    """
    reach = 343.0 * length_s
    axes = []
    for side, s, e in zip(sides_m, source_m, ear_m, strict=True):
        n = np.arange(-int(reach / side / 2) - 1, int(reach / side / 2) + 2)
        way = np.concatenate([2 * n * side + s - e, 2 * n * side - s - e])
        hits = np.concatenate([2 * np.abs(n), np.abs(n) + np.abs(n - 1)])
        axes.append((way, hits))
    (x, hx), (y, hy), (z, hz) = axes
    flat = np.hypot(x[:, None], y[None, :]).ravel()
    flat_hits = (hx[:, None] + hy[None, :]).ravel()
    near = flat < reach
    flat, flat_hits = flat[near], flat_hits[near]
    out = np.zeros(round(length_s * rate_hz) + 64)
    for height, more in zip(z, hz, strict=True):
        way = np.sqrt(flat**2 + height**2)
        inside = way < reach
        at = np.rint(way[inside] / 343.0 * rate_hz).astype(int)
        np.add.at(out, at, reflects ** (flat_hits[inside] + more) / way[inside])
    return out
