"""Waves without anything above what the rate can carry: one turn each, as sums of sines."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from tonmeister.instruments.making.tape import Row

TOP_PART = 0.455
"""Of the sampling rate: no partial of a wave lies higher."""
SMALLEST, LARGEST = 2048, 8192
WAVES = ("sine", "triangle", "saw", "square", "pulse")


def partials_under(highest_hz: float, rate_hz: int) -> int:
    """Return how many partials fit, rounded down a little so that few tables are needed."""
    count = max(1, int(TOP_PART * rate_hz / max(highest_hz, 1.0)))
    grid: int = 2 ** max(0, count.bit_length() - 5)
    return count // grid * grid


def table_size(partials: int) -> int:
    """Return how long a table must be to be read with straight lines between its points."""
    return min(LARGEST, max(SMALLEST, 1 << math.ceil(math.log2(16 * partials))))


@lru_cache(maxsize=96)
def wave_table(wave: str, partials: int, size: int, open_percent: float = 50.0) -> Row:
    """Return one turn ``[size + 1]`` of a wave of so many partials, its peak near 1.

    ``open_percent``: how much of a turn a pulse is up.
    """
    k = np.arange(1, partials + 1)
    if wave == "sine":
        sines = np.where(k == 1, 1.0, 0.0).astype(complex)
    elif wave == "saw":
        sines = 2.0 / (np.pi * k) + 0j
    elif wave == "triangle":
        sines = 8.0 / np.pi**2 * np.sin(np.pi * k / 2.0) / (k * k) + 0j
    else:
        part = 0.5 if wave == "square" else open_percent / 100.0
        sines = (1.0 - np.exp(-2j * np.pi * k * part)) * 2.0 / (np.pi * k)
    return drawn(sines, size)


@lru_cache(maxsize=96)
def bars_table(bars: tuple[tuple[int, float], ...], partials: int, size: int) -> Row:
    """Return one turn of a sum of sines, given as (partial, level)."""
    sines = np.zeros(max(partials, 1), dtype=complex)
    for number, level in bars:
        if number <= partials:
            sines[number - 1] += level
    return drawn(sines, size)


def drawn(sines: Row, size: int) -> Row:
    """Return the turn ``[size + 1]`` that partials (as complex sines) add up to."""
    spectrum = np.zeros(size // 2 + 1, dtype=complex)
    spectrum[1 : sines.size + 1] = -0.5j * size * sines
    turn = np.fft.irfft(spectrum, size)
    return np.append(turn, turn[0])
