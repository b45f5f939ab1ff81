"""The test signals of EBU Tech 3341 and 3342, made from their published definitions.

Tech 3341 (2023), table 1, and Tech 3342 (2023), table 1: tones at 1 kHz given by their length and
peak level a channel, in phase in both channels; for true peak, tones at a part of the sampling
rate with a given phase. ``LevelAt`` is (length in s, level in dBFS); silence is ``None``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.signal import firwin

Sound = NDArray[np.float64]
LevelAt = tuple[float, float | None]

FADE_S = 0.010


def tones(parts: list[LevelAt], rate_hz: int = 48000, hz: float = 1000.0) -> Sound:
    """Return one tone after another, as stereo; each begins at phase zero."""
    made = []
    for length_s, level_dbfs in parts:
        at_s = np.arange(round(length_s * rate_hz)) / rate_hz
        loud = 0.0 if level_dbfs is None else 10 ** (level_dbfs / 20)
        made.append(loud * np.sin(2 * np.pi * hz * at_s))
    return np.tile(np.concatenate(made), (2, 1))


def steady(rate_hz: int, divisor: int, amplitude: float, phase_degrees: float) -> Sound:
    """Return a tone at a part of the sampling rate, faded in and out (3341, cases 15 to 19)."""
    angle = 2 * np.pi * np.arange(rate_hz) / divisor + np.deg2rad(phase_degrees)
    return np.tile(amplitude * np.sin(angle) * _fades(rate_hz, rate_hz), (2, 1))


def with_a_louder_period(rate_hz: int, offset: int) -> Sound:
    """Return a soft tone at fs/6 with one period at fs/4 of full scale (3341, cases 20 to 23).

    Made at four times the rate, continuous in phase, then low-passed and thinned out from
    ``offset`` on.
    """
    four = 4 * rate_hz
    frames = four // 2 // 24 * 24  # whole periods of the soft tone at both ends
    soft = 0.5 * np.sin(2 * np.pi * np.arange(frames) / 24)
    loud = np.sin(2 * np.pi * np.arange(16) / 16)
    whole = np.concatenate([soft, loud, soft])
    whole *= _fades(whole.size, four)
    low_pass = firwin(255, 0.46 * rate_hz, fs=four, window=("kaiser", 8.0))
    return np.tile(np.convolve(whole, low_pass, "same")[offset::4], (2, 1))


def _fades(frames: int, rate_hz: int) -> Sound:
    at = np.arange(frames)
    ramp = np.minimum(at, at[::-1]) / (FADE_S * rate_hz)
    return np.asarray(np.clip(ramp, 0.0, 1.0))
