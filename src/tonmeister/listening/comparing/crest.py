"""How far the strokes rise over the body, in four bands.

A mix that was compressed in one band loses its strokes there only; one figure for the whole
would hide it in the loudest band.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal import Source
from tonmeister.signal.kernels.filters import cascade

EDGES_HZ = (0.0, 150.0, 1000.0, 5000.0, 20000.0)
"""Lows, low mids, upper mids, highs."""
NAMES = ("lows", "low mids", "upper mids", "highs")
STEP_S = 0.5
CHUNK_STEPS = 8
QUIET_DB = 20.0


def crest_by_band_db(sound: Source) -> NDArray[np.float64]:
    """Return peak over mean square in each band every 0.5 s, [4, steps], in dB.

    NaN where a band is silent or lies 20 dB under its loud moments: there is nothing to measure.
    Butterworth filters of fourth order; left and right are both heard, the higher peak counts.
    """
    hop = round(sound.rate_hz * STEP_S)
    steps = sound.frames // hop
    peak, power = np.zeros((4, steps)), np.zeros((4, steps))
    filters = [_band(low, high, sound.rate_hz) for low, high in pairwise(EDGES_HZ)]
    memory = [(np.zeros((len(f), 4)), np.zeros(1)) for f in filters]
    for first in range(0, steps, CHUNK_STEPS):
        count = min(CHUNK_STEPS, steps - first)
        block = sound.read(first * hop, count * hop)
        for band, sections in enumerate(filters):
            x = block.copy()
            cascade(x, sections, *memory[band])
            x = x.reshape(2, count, hop)
            peak[band, first : first + count] = np.maximum(x.max(axis=(0, 2)), -x.min(axis=(0, 2)))
            power[band, first : first + count] = np.einsum("csn,csn->s", x, x) / (2 * hop)
    with np.errstate(divide="ignore", invalid="ignore"):
        crest = 20.0 * np.log10(peak) - 10.0 * np.log10(power)
        loud = np.percentile(power, 95, axis=1, keepdims=True) if steps else power
        there = power > np.maximum(loud * 10.0 ** (-QUIET_DB / 10.0), 1e-10)
    return np.asarray(np.where(there, crest, np.nan))


def _band(low_hz: float, high_hz: float, rate_hz: int) -> NDArray[np.float64]:
    """Return the sections that let one band through."""
    made = []
    if low_hz > 0.0:
        made += _pass(low_hz, rate_hz, high=True)
    if high_hz < 0.45 * rate_hz:
        made += _pass(high_hz, rate_hz, high=False)
    return np.array(made).reshape(-1, 5)


def _pass(frequency_hz: float, rate_hz: int, *, high: bool) -> list[list[float]]:
    """Return a Butterworth pass of fourth order by the bilinear transform."""
    k = math.tan(math.pi * min(frequency_hz, 0.45 * rate_hz) / rate_hz)
    out = []
    for pair in range(2):
        damping = 2.0 * math.sin(math.pi * (2 * pair + 1) / 8.0)
        a0 = 1.0 + damping * k + k * k
        a1, a2 = 2.0 * (k * k - 1.0) / a0, (1.0 - damping * k + k * k) / a0
        b = (1.0, -2.0, 1.0) if high else (k * k, 2.0 * k * k, k * k)
        out.append([v / a0 for v in b] + [a1, a2])
    return out
