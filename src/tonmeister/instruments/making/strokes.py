"""Building blocks of struck things, at 48 kHz: ringing modes, noise in a band, fades, falls."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tonmeister.instruments.making.filtering import passed_row
from tonmeister.instruments.making.tape import Row
from tonmeister.signal.instruments.filters import RATE_HZ
from tonmeister.signal.kernels.synth_struck import ring_modes

_QUIET = 3e-6


def frames_of(length_s: float) -> int:
    """Return how many frames a length has."""
    return round(length_s * RATE_HZ)


def fade(count: int, attack_s: float, decay_s: float) -> Row:
    """Return a level that rises in ``attack_s`` and falls to a third in ``decay_s``."""
    t = np.arange(count) / RATE_HZ
    level: Row = np.minimum(1.0, t / max(attack_s, 1e-5)) * np.exp(-t / decay_s)
    return level


def noise_band(
    count: int, low_hz: float, high_hz: float, rng: np.random.Generator, order: int = 2
) -> Row:
    """Return noise between two frequencies."""
    return passed_row(rng.standard_normal(count), low_hz, high_hz, RATE_HZ, order)


def fall(start_hz: float, end_hz: float, fall_s: float, count: int, phase: float = 0.0) -> Row:
    """Return a sine that falls to its pitch, as a struck skin does."""
    t = np.arange(count) / RATE_HZ
    gone = end_hz * t + (start_hz - end_hz) * fall_s * (1.0 - np.exp(-t / fall_s))
    return np.sin(2.0 * np.pi * (gone + phase))


def modes(
    frequency_hz: Row | Sequence[float],
    decay_s: Row | Sequence[float],
    level: Row | Sequence[float],
    count: int,
    rate_hz: float = RATE_HZ,
) -> Row:
    """Return the sum of modes, each a sine that falls to a third in its ``decay_s``."""
    f, d, a = (np.asarray(x, dtype=np.float64) for x in (frequency_hz, decay_s, level))
    r, w = np.exp(-1.0 / (d * rate_hz)), 2.0 * np.pi * f / rate_hz
    heard = np.maximum(np.abs(a) / max(float(np.abs(a).max(initial=0.0)), 1e-30), _QUIET)
    frames = np.ceil(d * rate_hz * np.log(heard / _QUIET) + 1.0)
    frames = np.minimum(frames, count)
    order = np.argsort(frames, kind="stable")
    order = order[(f[order] < 0.48 * rate_hz) & (frames[order] > 1.0)]
    out = np.zeros(count)
    ring_modes(
        out, (2.0 * r * np.cos(w))[order], (r * r)[order], (-a * np.sin(w) / r)[order],
        frames[order],
    )  # fmt: skip
    return out
