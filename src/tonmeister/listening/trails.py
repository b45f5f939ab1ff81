"""How much of a voice is its own trail: reverb heard from the voice alone.

A trail is past energy that dies away. So whatever the voice does, its level cannot fall under the
trail of what was sung before; a dry voice falls far under it, between words and within them.
In each third octave past power is let die away (60 dB in 1.5 s, from 0.2 s on), and the deep
moments of the voice (the lowest tenth within 3 s) are read against that. Three regions are asked
(500 Hz to 5 kHz), and the one with the deepest gaps answers: a held vowel fills one region, a
reverb fills all. 0 dB would be nothing but trail.

The measure is ours, a kind of minimum statistics (Martin, IEEE Trans. SAP 9(5), 2001, finds noise
the same way). It cannot tell a reverb from a long echo or from a choir behind the voice.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.features import BANDS_HZ, HOP_S, TrackFeatures
from tonmeister.signal.kernels import kernel

DECAY_S = 1.5
DELAY_STEPS = 2
DEEP_PERCENT = 10.0
REGIONS_HZ = ((500.0, 1250.0), (1250.0, 2500.0), (2500.0, 5000.0))
WINDOW_S, EVERY_S = 3.0, 0.5
LOUD_DB = 25.0
"""Trails further than this under the loud moments are not looked at."""
MOVES_DB = 4.0
"""A sound whose level does not even move so much has no gaps to look into."""
LEAST_STEPS = 10


def trails(features: TrackFeatures) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return starts of windows of 3 s, and how far the deep moments lie over a full trail in dB.

    NaN where there is nothing to judge: silence, or a tone that is only held.
    """
    steps, every = round(WINDOW_S / HOP_S), round(EVERY_S / HOP_S)
    power = features.power.sum(axis=0, dtype=np.float64)
    starts = np.arange(0, max(power.shape[1] - steps + 1, 0), every)
    each = np.full((len(REGIONS_HZ), starts.size), np.nan)
    for row, (low_hz, high_hz) in enumerate(REGIONS_HZ):
        bands = np.ascontiguousarray(power[(low_hz <= BANDS_HZ) & (high_hz > BANDS_HZ)])
        whole = bands.sum(axis=0)
        loud = float(np.percentile(whole, 95)) if whole.size else 0.0
        if loud <= 1e-12:
            continue
        trail = _trail(bands, 10.0 ** (-6.0 * HOP_S / DECAY_S), DELAY_STEPS)
        heard = trail.sum(axis=0) > loud * 10.0 ** (-LOUD_DB / 10.0)
        over = np.median(10.0 * np.log10((bands + 1e-14) / (trail + 1e-14)), axis=0)
        level = 10.0 * np.log10(whole + 1e-14)
        for column, start in enumerate(starts):
            on = heard[start : start + steps]
            if on.sum() < LEAST_STEPS:
                continue
            there = level[start : start + steps][on]
            if np.subtract(*np.percentile(there, [90, 10])) < MOVES_DB:
                continue
            each[row, column] = np.percentile(over[start : start + steps][on], DEEP_PERCENT)
    seen = np.isfinite(each).any(axis=0)
    lowest = np.where(seen, np.min(np.where(np.isfinite(each), each, np.inf), axis=0), np.nan)
    return starts * HOP_S, lowest


@kernel
def _trail(power, keep, delay):  # type: ignore[no-untyped-def]
    """Let the power of each band [bands, T] die away; it begins to count ``delay`` steps later."""
    out = np.zeros_like(power)
    for band in range(power.shape[0]):
        left = 0.0
        for t in range(delay, power.shape[1]):
            left = left * keep + power[band, t - delay] * (1.0 - keep)
            out[band, t] = left
    return out
