"""Where to cut before a note: at the quietest place, so that its consonant or pick goes with it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.timing.attacks import HIGH_HZ, LOW_HZ, STEP_S
from tonmeister.signal import Samples
from tonmeister.signal.kernels.stretch_attacks import powers

Real = NDArray[np.float64]

EARLIEST_S, LATEST_S = 0.110, 0.004
GUARD_S = 0.003
SMOOTH_STEPS = 8


def cuts_of(sound: Samples, rate_hz: int, times_s: Sequence[float]) -> Real:
    """Return where to cut a sound [channels, n] before each of its notes, seconds.

    Never nearer to the note before than half way.
    """
    hop = max(1, round(STEP_S * rate_hz))
    mono = np.ascontiguousarray(sound.mean(axis=0))
    level = np.zeros((4, mono.size // hop))
    keep = [float(np.exp(-2.0 * np.pi * hz / rate_hz)) for hz in (LOW_HZ, HIGH_HZ)]
    powers(mono, hop, keep[0], keep[1], level)
    near = np.convolve(level[0], np.ones(SMOOTH_STEPS) / SMOOTH_STEPS, "same")
    step_s = hop / rate_hz
    out = []
    before_s = -1.0
    for at_s in times_s:
        earliest_s = max(at_s - EARLIEST_S, (at_s + before_s) / 2.0, 0.0)
        first, last = round(earliest_s / step_s), round((at_s - LATEST_S) / step_s)
        quiet = near[first : last + 1]
        out.append((first + int(quiet.argmin())) * step_s if quiet.size else at_s - GUARD_S)
        before_s = at_s
    return np.asarray(np.maximum(0.0, np.array(out)))
