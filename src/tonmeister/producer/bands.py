"""Thirty third-octave bands: what the ear weighs them, what a filter does to them."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tonmeister.knowledge import Genre
from tonmeister.listening.features import BANDS_HZ

Bands = NDArray[np.float64]
"""One number for each third octave: float64 ``[30]``."""

TONE_EDGES_HZ = (148.2, 392.4, 794.7, 1457.6, 2549.7, 4349.0, 7314.0, 12199.0)
"""Where the nine bands of the tonal balance meet (phaselimiter's analysis of released music)."""

TONE_NAMES = (
    "below_148", "from_148_to_392", "from_392_to_795", "from_795_to_1458", "from_1458_to_2550",
    "from_2550_to_4349", "from_4349_to_7314", "from_7314_to_12199", "above_12199",
)  # fmt: skip

TINY = 1e-20

_K_STAGES = (
    (
        (1.53512485958697, -2.69169618940638, 1.19839281085285),
        (-1.69065929318241, 0.73248077421585),
    ),
    ((1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621)),
)


@cache
def k_power() -> Bands:
    """Return the K-weighting (ITU-R BS.1770, at 48 kHz) as a power gain of each band."""
    z = np.exp(-2j * np.pi * BANDS_HZ / 48000.0)
    response = np.ones_like(z)
    for (b0, b1, b2), (a1, a2) in _K_STAGES:
        response *= (b0 + b1 * z + b2 * z * z) / (1.0 + a1 * z + a2 * z * z)
    return np.asarray(np.abs(response) ** 2, dtype=np.float64)


def db(power: Bands) -> Bands:
    """Return power in decibels, silence as -200."""
    return np.asarray(10.0 * np.log10(np.maximum(power, TINY)), dtype=np.float64)


def power_db(power: float) -> float:
    """Return one power in decibels, silence as -200."""
    return 10.0 * math.log10(max(power, TINY))


def bell_db(frequency_hz: float, gain_db: float, width_q: float) -> Bands:
    """Return what a bell does to each band (the analogue curve all digital bells follow)."""
    w = BANDS_HZ / frequency_hz
    a = 10.0 ** (gain_db / 40.0)
    flat = (1.0 - w * w) ** 2
    return np.asarray(
        10.0 * np.log10((flat + (a * w / width_q) ** 2) / (flat + (w / (a * width_q)) ** 2))
    )


def shelf_db(frequency_hz: float, gain_db: float, *, high: bool) -> Bands:
    """Return what a shelf of width 0.71 does to each band."""
    w = BANDS_HZ / frequency_hz if high else frequency_hz / BANDS_HZ
    a = 10.0 ** (gain_db / 40.0)
    damp = 2.0 * a * w * w  # (sqrt(A)/Q)^2 at Q = 0.71
    above = (1.0 - a * w * w) ** 2 + damp
    below = (a - w * w) ** 2 + damp
    return np.asarray(10.0 * np.log10(a * a * above / below))


def highpass_db(frequency_hz: float, slope_db: float) -> Bands:
    """Return what a Butterworth high-pass does to each band."""
    order = slope_db / 6.0
    return np.asarray(-10.0 * np.log10(1.0 + (frequency_hz / BANDS_HZ) ** (2.0 * order)))


@cache
def _tone_split() -> NDArray[np.float64]:
    """Return ``[9, 30]``: the part of each third octave that lies in each band of the tone."""
    edges = (1.0, *TONE_EDGES_HZ, 48000.0)
    split = np.zeros((9, 30))
    for column, centre in enumerate(BANDS_HZ):
        low, high = centre * 2 ** (-1 / 6), centre * 2 ** (1 / 6)
        for row in range(9):
            shared = min(high, edges[row + 1]) / max(low, edges[row])
            split[row, column] = max(0.0, math.log(shared)) * 3.0 / math.log(2.0)
    return split


def tone_db(power: Bands) -> NDArray[np.float64]:
    """Return the K-weighted level of the nine tone bands relative to the whole, ``[9]``."""
    weighted = _tone_split() @ (power * k_power())
    return np.asarray(10.0 * np.log10(np.maximum(weighted, TINY) / max(weighted.sum(), TINY)))


def tone_range_db(genre: Genre) -> NDArray[np.float64]:
    """Return the genre's 25th and 75th percentile of the nine tone bands, ``[2, 9]``."""
    asked = [genre[f"tone.{name}_hz_db"] for name in TONE_NAMES]
    return np.array([[e.low for e in asked], [e.high for e in asked]])


LOW_FALL_DB = (-13.0, -10.5, -8.0, -5.5, -3.0, -1.0)
"""From 25 to 79 Hz against 100 Hz: drums and bass of MUSDB18 together (FxNorm-automix, MIT)."""


def spread_tone(tone: NDArray[np.float64]) -> Bands:
    """Turn nine K-weighted tone levels into a smooth third-octave spectrum in dB, ``[30]``.

    Measured again with ``tone_db`` it gives the nine levels back, to a tenth of a dB or so.
    """
    edges = np.array((22.0, *TONE_EDGES_HZ, 22000.0))
    centres = np.log(np.sqrt(edges[:-1] * edges[1:]))
    wanted = tone - 10.0 * np.log10(float((10.0 ** (tone / 10.0)).sum()))
    per_band = wanted - 10.0 * np.log10(_tone_split().sum(axis=1))
    plain = np.interp(np.log(BANDS_HZ), centres, per_band) - 10.0 * np.log10(k_power())
    plain[: len(LOW_FALL_DB)] = plain[len(LOW_FALL_DB)] + np.array(LOW_FALL_DB)
    for _ in range(12):
        missing = wanted - tone_db(10.0 ** (plain / 10.0))
        plain = plain + 0.7 * np.interp(np.log(BANDS_HZ), centres, missing)
    return np.asarray(plain)
