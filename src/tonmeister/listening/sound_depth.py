"""How many bits a file really has, and whether its softest moments crackle for want of dither."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.sound_file import FileSound
from tonmeister.signal import Source

Real = NDArray[np.float64]

FULL_BITS = 24
SOFT_STEPS = 12.0
"""Looked at where the wave rises no more than so many steps of the last bit."""

WINDOW_S, MOST_WINDOWS, LEAST_WINDOWS = 0.05, 400, 6
LONG_RUN = 16
"""With dither (triangular, two steps wide) so many equal samples on end are as good as never."""


@dataclass(frozen=True, slots=True)
class Depth:
    """``depth_bits``: as many as are used (0: samples are no whole numbers). ``soft_s``: how much
    of the file is so soft that dither matters; ``stuck_percent``: how much of that stands still,
    one value for 16 samples and more; ``at_s``: where, the worst first.
    """

    depth_bits: int
    soft_s: float
    stuck_percent: float
    at_s: tuple[float, ...]


def depth(sound: FileSound, source: Source) -> Depth:
    """Return how fine the steps are, and how the wave moves where it is softest."""
    if sound.bits <= 0:
        return Depth(0, 0.0, 0.0, ())
    bits = FULL_BITS - ((sound.bits & -sound.bits).bit_length() - 1)
    step = 2.0 ** (1 - bits)
    starts = _soft(sound, step)
    if len(starts) < LEAST_WINDOWS:
        return Depth(bits, 0.0, 0.0, ())
    frames = round(WINDOW_S * sound.rate_hz)
    stuck = np.array([_stuck(source.read(int(at), frames), step) for at in starts])
    order = np.argsort(-stuck, kind="stable")[:8]
    worst = tuple(sorted(float(starts[i]) / sound.rate_hz for i in order))
    return Depth(bits, len(starts) * WINDOW_S, 100.0 * float(np.median(stuck)), worst)


def _soft(sound: FileSound, step: float) -> NDArray[np.int64]:
    """Return the first frames of windows that are soft, but not silent; spread over the file."""
    each = max(1, round(WINDOW_S * sound.rate_hz / sound.fine_frames))
    count = sound.peak.shape[1] // each
    tops = sound.peak.max(axis=0)[: count * each].reshape(count, each).max(axis=1)
    soft = np.flatnonzero((tops > 1.5 * step) & (tops < SOFT_STEPS * step))
    soft = soft[:: max(1, -(-soft.size // MOST_WINDOWS))]
    return np.asarray(soft * each * sound.fine_frames, np.int64)


def _stuck(x: Real, step: float) -> float:
    """Return how much of a window stands still, the stiller side; silence does not count."""
    worst = 0.0
    for y in x:
        whole = np.round(y / step)
        if np.ptp(whole) < 2:
            continue
        edges = np.flatnonzero(np.concatenate([[True], np.diff(whole) != 0, [True]]))
        runs = np.diff(edges)
        worst = max(worst, float(runs[runs >= LONG_RUN].sum()) / whole.size)
    return worst
