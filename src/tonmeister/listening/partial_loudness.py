"""How loud a sound is while another plays: the fuller model, for tests and benchmarks only.

Moore, Glasberg & Baer, "A model for the prediction of thresholds, loudness, and partial loudness",
J. Audio Eng. Soc. 45(4), 224-240 (1997): power after the outer and middle ear is gathered by
rounded-exponential filters, one every half ERB, whose lower slope flattens with level; the
excitation of the signal against its threshold in quiet and in the noise gives specific loudness,
and their sum over ERBs is loudness in sones. Formulas 17 to 22 of the paper for the loudness of a
signal in a noise, in their four cases; checked against the model's own landmarks (1 sone at 1 kHz
and 40 dB, doubling every 10 dB, a masked sound vanishing).

Simplified by us: stationary spectra (no time constants); one ear, both ears alike; the transfer of
the ears and the threshold in quiet are smooth fits through a handful of points of the published
curves, good to about 2 dB from 60 Hz to 10 kHz; full scale is taken as 100 dB SPL.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]

FULL_SCALE_DB = 100.0
ERB_STEP = 0.5
C, ALPHA = 0.046871, 0.2
"""Scale of the sone and compression of the ear."""
LOUD = 1e10
"""Above 100 dB excitation loudness grows as the root of intensity."""

EAR_HZ = (20.0, 50.0, 100.0, 200.0, 400.0, 800.0, 1500.0, 2500.0, 4000.0,
          6000.0, 8000.0, 12000.0, 16000.0)  # fmt: skip
EAR_DB = (-39.0, -19.0, -12.0, -7.5, -4.0, -1.5, -0.5, 4.5, 6.5, -1.0, -7.5, -9.0, -18.0)
"""Free field to inner ear, after figures 2 and 3 of the paper."""
QUIET_HZ = (50.0, 63.0, 80.0, 100.0, 125.0, 160.0, 200.0, 315.0, 500.0)
QUIET_DB = (28.2, 23.9, 20.3, 17.2, 14.1, 11.5, 9.4, 6.2, 3.7)
"""Excitation at threshold in quiet; level from 500 Hz on."""
MASKED_HZ = (50.0, 100.0, 200.0, 300.0, 500.0, 1000.0, 16000.0)
MASKED_DB = (13.0, 5.5, 1.5, -0.5, -1.5, -3.0, -3.0)
"""Signal to noise at the output of the filter at masked threshold (K of the paper)."""


@cache
def ears() -> tuple[Real, Real]:
    """Return centres in Hz and numbers on the ERB scale, 50 Hz to 15 kHz every half ERB."""
    number = np.arange(1.8, 38.9, ERB_STEP)
    return (10.0 ** (number / 21.366) - 1.0) / 0.004368, number


def _width_hz(at_hz: Real) -> Real:
    return np.asarray(24.673 * (0.004368 * at_hz + 1.0))


def _along(at_hz: Real, points_hz: tuple[float, ...], points_db: tuple[float, ...]) -> Real:
    return np.asarray(np.interp(np.log(np.maximum(at_hz, 1.0)), np.log(points_hz), points_db))


def excitation(power: Real, at_hz: Real) -> Real:
    """Return the excitation of each ear filter from the power of components (mean square, full
    scale 1) at frequencies; in units of the threshold of a 1 kHz tone (0 dB = 1).
    """
    heard = power * 10.0 ** ((FULL_SCALE_DB + 3.0 + _along(at_hz, EAR_HZ, EAR_DB)) / 10.0)
    centre, _ = ears()
    width = _width_hz(at_hz)
    inside = np.abs(at_hz[:, None] - at_hz[None, :]) <= width[:, None] / 2.0
    level_db = 10.0 * np.log10(inside @ heard + 1e-10)
    steep = 4.0 * centre / _width_hz(centre)
    flat = 0.35 * steep / (4.0 * 1000.0 / float(_width_hz(np.array([1000.0]))[0]))
    off = (at_hz[None, :] - centre[:, None]) / centre[:, None]
    lower = np.maximum(steep[:, None] - flat[:, None] * (level_db[None, :] - 51.0), 0.1)
    slope = np.where(off < 0.0, lower, steep[:, None]) * np.abs(off)
    return np.asarray(((1.0 + slope) * np.exp(-slope)) @ heard)


@cache
def _constants() -> tuple[Real, Real, Real, Real]:
    """Return threshold in quiet, low-level gain, its linearising constant, and K, per filter."""
    centre, _ = ears()
    quiet = 10.0 ** (_along(centre, QUIET_HZ, QUIET_DB) / 10.0)
    gain = 10.0 ** (QUIET_DB[-1] / 10.0) / quiet
    return quiet, gain, 2.0 * quiet * gain, 10.0 ** (_along(centre, MASKED_HZ, MASKED_DB) / 10.0)


def specific_loudness(signal: Real) -> Real:
    """Return sones per ERB of a sound alone, from its excitation."""
    quiet, gain, a, _ = _constants()
    n = (gain * signal + a) ** ALPHA - a**ALPHA
    n = np.where(signal < quiet, n * (2.0 * signal / (signal + quiet)) ** 1.5, n)
    return np.asarray(C * np.where(signal > LOUD, (signal / 1.04e6) ** 0.5, n))


def partial_specific_loudness(signal: Real, noise: Real) -> Real:
    """Return sones per ERB of a sound within a noise, from both excitations (formulas 19, 20)."""
    quiet, gain, a, k = _constants()
    both = signal + noise
    masked = k * noise + quiet
    total = (gain * both + a) ** ALPHA - a**ALPHA
    covered = (gain * (noise * (1.0 + k) + quiet) + a) ** ALPHA - (quiet * gain + a) ** ALPHA
    above = total - covered * (masked / np.maximum(signal, 1e-12)) ** 0.3
    at_noise = (gain * both + a) ** ALPHA - (gain * noise + a) ** ALPHA
    full = (gain * (noise * (1.0 + k) + quiet) + a) ** ALPHA - (gain * noise + a) ** ALPHA
    start = (gain * quiet + a) ** ALPHA - a**ALPHA
    under = (2.0 * signal / (signal + masked)) ** 1.5 * start * at_noise / np.maximum(full, 1e-12)
    return np.asarray(C * np.maximum(np.where(signal >= masked, above, under), 0.0))


def loudness_sone(power: Real, at_hz: Real, over: Real | None = None) -> float:
    """Return the loudness of a sound to both ears, alone or while another (``over``) plays."""
    signal = excitation(power, at_hz)
    if over is None:
        each = specific_loudness(signal)
    else:
        each = partial_specific_loudness(signal, excitation(over, at_hz))
    return 2.0 * ERB_STEP * float(each.sum())


def loss_db(power: Real, over: Real, at_hz: Real, least_sone: float = 0.05) -> float | None:
    """Return how much louder a sound would have to be played to come out as if it were alone.

    None where it is hardly heard even alone. At most 30 dB are looked at.
    """
    wanted = loudness_sone(power, at_hz)
    if wanted < least_sone:
        return None
    noise = excitation(over, at_hz)
    low, high = 0.0, 30.0
    for _ in range(12):
        middle = (low + high) / 2.0
        signal = excitation(power * 10.0 ** (middle / 10.0), at_hz)
        heard = 2.0 * ERB_STEP * float(partial_specific_loudness(signal, noise).sum())
        low, high = (middle, high) if heard < wanted else (low, middle)
    return (low + high) / 2.0
