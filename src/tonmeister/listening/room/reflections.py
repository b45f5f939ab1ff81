"""The first echoes: from which surfaces, how loud, how late."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.fft
from numpy.typing import NDArray

Real = NDArray[np.float64]

SOUND_M_S = 343.0
"""Speed of sound at 20 degrees C."""

SMOOTH_S = 0.0003
FIRST_S, LAST_S = 0.0008, 0.05
APART_S = 0.0006
LOWEST_DB, OVER_LOCAL_DB = -25.0, 6.0
LOCAL_S = 0.006
MOST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Reflection:
    """One echo: how long after the direct sound, how loud against it, and how much farther it
    came. ``notch_hz`` is the first tone that it cancels.
    """

    delay_ms: float
    level_db: float
    path_m: float
    notch_hz: float


def envelope(answer: Real, rate_hz: int) -> Real:
    """Return the power of a response over time (its analytic signal), smoothed by 0.3 ms."""
    size = scipy.fft.next_fast_len(answer.size)
    spectrum = scipy.fft.fft(answer, size)
    turn = np.zeros(size)
    turn[0], turn[1 : (size + 1) // 2] = 1.0, 2.0
    power = np.abs(scipy.fft.ifft(spectrum * turn)[: answer.size]) ** 2
    width = max(round(SMOOTH_S * rate_hz), 1)
    shape = np.hanning(width + 2)[1:-1]
    return np.asarray(np.convolve(power, shape / shape.sum(), mode="same"), np.float64)


def direct_at(power: Real, rate_hz: int, starts: int) -> int:
    """Return the frame of the direct sound's top, from its envelope and its onset."""
    return starts + int(np.argmax(power[starts : starts + round(FIRST_S * rate_hz) + 1]))


def reflections(answer: Real, rate_hz: int, starts: int) -> tuple[Reflection, ...]:
    """Find up to 8 echoes within 50 ms that stand out of what is around them, loudest first.

    Each is 6 dB over the median of the 6 ms around it and within 25 dB of the direct sound: a
    dense tail has no echoes to name.
    """
    power = envelope(answer[: starts + round((LAST_S + LOCAL_S) * rate_hz)], rate_hz)
    direct = direct_at(power, rate_hz, starts)
    reference = float(power[direct])
    first, last = (direct + round(s * rate_hz) for s in (FIRST_S, LAST_S))
    last = min(last, power.size - 1)
    if reference <= 0.0 or last - first < 3:
        return ()
    inner = power[first:last]
    tops = first + np.flatnonzero(
        (inner >= power[first - 1 : last - 1]) & (inner > power[first + 1 : last + 1])
    )
    half = round(LOCAL_S / 2.0 * rate_hz)
    kept: list[int] = []
    for at in tops[np.argsort(-power[tops], kind="stable")]:
        level_db = 10.0 * np.log10(power[at] / reference + 1e-12)
        around = float(np.median(power[max(at - half, direct) : at + half]))
        stands = power[at] > around * 10.0 ** (OVER_LOCAL_DB / 10.0)
        apart = all(abs(int(at) - other) > APART_S * rate_hz for other in kept)
        if level_db >= LOWEST_DB and stands and apart:
            kept.append(int(at))
    return tuple(
        Reflection(
            delay_ms=1000.0 * (at - direct) / rate_hz,
            level_db=float(10.0 * np.log10(power[at] / reference)),
            path_m=SOUND_M_S * (at - direct) / rate_hz,
            notch_hz=0.5 * rate_hz / (at - direct),
        )
        for at in kept[:MOST]
    )
