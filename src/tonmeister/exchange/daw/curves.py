"""Curves between programs: ours run straight in decibels, many others' in amplitude."""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right
from collections.abc import Sequence

from tonmeister.model.daw import FramePoint

OFF_DB = -100.0
"""At this level and under it is silent, as on our fader."""

TOLERANCE_DB = 0.04
"""The most that one straight piece in amplitude spans: then it is within 2.7e-6 (-111 dB) of the
straight line in dB that it stands for."""


def gain_of(level_db: float) -> float:
    """Return a level as an amplitude; 0 at -100 dB and under it."""
    return 0.0 if level_db <= OFF_DB else 10.0 ** (level_db / 20.0)


def level_of(gain: float) -> float:
    """Return an amplitude in dB, -100 at the least."""
    return OFF_DB if gain <= 1e-5 else 20.0 * math.log10(gain)


def value_at(points: Sequence[FramePoint], at: float) -> float:
    """Return a curve's value at a place; where it jumps, the value after the jump."""
    n = bisect_right(points, at, key=lambda point: point[0])
    if n == 0:
        return points[0][1]
    if n == len(points):
        return points[-1][1]
    (left, low), (right, high) = points[n - 1], points[n]
    return low + (high - low) * (at - left) / (right - left)


def as_gains(points: Sequence[FramePoint], tolerance_db: float = TOLERANCE_DB) -> list[FramePoint]:
    """Return a curve in dB as breakpoints in amplitude, so dense that straight lines will do."""
    out: list[FramePoint] = []
    for (at, level), (then, next_level) in itertools.pairwise(points):
        out.append((at, gain_of(level)))
        pieces = min(then - at, math.ceil(abs(next_level - level) / tolerance_db))
        for k in range(1, pieces):
            frame = at + (then - at) * k // pieces
            part = (frame - at) / (then - at)
            out.append((frame, gain_of(level + (next_level - level) * part)))
    out.extend((at, gain_of(level)) for at, level in points[-1:])
    return out


def as_levels(points: Sequence[FramePoint], tolerance_db: float = 0.01) -> list[FramePoint]:
    """Return a curve in amplitude as breakpoints in dB that stay within ``tolerance_db`` of it."""
    out: list[FramePoint] = []
    for (at, gain), (then, next_gain) in itertools.pairwise(points):
        out.append((at, level_of(gain)))
        out.extend(_bent(at, gain, then, next_gain, tolerance_db))
    out.extend((at, level_of(gain)) for at, gain in points[-1:])
    return out


def _bent(
    at: int, gain: float, then: int, next_gain: float, tolerance_db: float
) -> list[FramePoint]:
    """Return the breakpoints inside one straight piece in amplitude, halving where it bends."""
    middle = (at + then) // 2
    if middle in (at, then):
        return []
    value = gain + (next_gain - gain) * (middle - at) / (then - at)
    part = (middle - at) / (then - at)
    straight = level_of(gain) + (level_of(next_gain) - level_of(gain)) * part
    if abs(level_of(value) - straight) <= tolerance_db:
        return []
    return [
        *_bent(at, gain, middle, value, tolerance_db),
        (middle, level_of(value)),
        *_bent(middle, value, then, next_gain, tolerance_db),
    ]
