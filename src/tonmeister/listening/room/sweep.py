"""A tone that climbs through all of hearing: played in a room, it lets one work out its echo."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]

LOW_HZ, HIGH_HZ = 20.0, 20000.0
PEAK = 0.5
"""6 dB under full scale: loud enough, and nothing on the way to the speaker clips."""

BEFORE_S, AFTER_S = 1.0, 4.0
"""Silence around it: before, for the noise of the room; after, for its last echo."""

FADE_IN_OCTAVES, FADE_OUT_S = 0.5, 0.01


def make_sweep(length_s: float, rate_hz: int) -> Real:
    """Make the tone that climbs as many octaves each second, with silence before and after.

    Float64 ``[frames]``, one channel. Exponential sine sweep: A. Farina, "Simultaneous measurement
    of impulse response and distortion with a swept-sine technique", 108th AES Convention, 2000.
    What loudspeaker and preamp distort arrives before the room's answer and is cut away.
    """
    high_hz = min(HIGH_HZ, 0.45 * rate_hz)
    octaves = float(np.log2(high_hz / LOW_HZ))
    growth_s = length_s / (octaves * np.log(2.0))
    frames = round(length_s * rate_hz)
    time_s = np.arange(frames) / rate_hz
    tone = PEAK * np.sin(2.0 * np.pi * LOW_HZ * growth_s * np.expm1(time_s / growth_s))
    rise = min(round(FADE_IN_OCTAVES / octaves * frames), frames // 2)
    fall = min(round(FADE_OUT_S * rate_hz), frames // 4)
    tone[:rise] *= 0.5 - 0.5 * np.cos(np.pi * np.arange(rise) / rise)
    tone[frames - fall :] *= 0.5 + 0.5 * np.cos(np.pi * (np.arange(fall) + 1.0) / fall)
    return np.pad(tone, (round(BEFORE_S * rate_hz), round(AFTER_S * rate_hz)))
