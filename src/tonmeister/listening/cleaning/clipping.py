"""Clipped peaks in one recording: flat tops that stand at one ceiling again and again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.sound_file import FileSound
from tonmeister.signal import Samples

Real = NDArray[np.float64]

ALIKE = 2.0**-14
"""Flat tops stand at their ceiling to this: two steps of 16 bits."""

LEAST_RUN, LEAST_RUNS = 3, 4
LEAST_RISE = 6e-4
LOWEST = 0.01
JOIN_S = 0.5
SQUARE_PERCENT = 40.0
"""What stands at the ceiling for so much of the time is no recording but a wave of that shape."""


@dataclass(frozen=True, slots=True)
class Clipped:
    """Where peaks were cut off: the stretches, the ceiling above and below zero (linear, both
    positive, all flat samples reach them), how many flat tops, how many frames they last.
    """

    stretches_s: tuple[tuple[float, float], ...]
    ceiling: float
    floor: float
    tops_count: int
    frames: int


def clipping_in(sound: Samples, rate_hz: int, walked: FileSound) -> Clipped | None:
    """Return the clipped peaks of a recording ``sound`` [channels, n]; None where there are none.

    A ceiling under full scale counts as well: an overload before the level was turned down.
    """
    if not walked.hard.any():
        return None
    limits, tops = [], []
    for sign in (1.0, -1.0):
        highest = max(float((sign * row).max()) for row in sound)
        edge = highest * (1.0 - ALIKE) - 1e-9
        runs = [run for row in sound for run in _flat(sign * row, edge)] if highest > LOWEST else []
        limits.append(edge if len(runs) >= LEAST_RUNS else 2.0 * max(highest, 1.0))
        tops += runs if len(runs) >= LEAST_RUNS else []
    frames = sum(last - first for first, last in tops)
    if not tops or 100.0 * frames > SQUARE_PERCENT * sound.size:
        return None
    joined: list[list[float]] = []
    for first, last in sorted(tops):
        start_s, end_s = (first - 2) / rate_hz, (last + 2) / rate_hz
        if joined and start_s - joined[-1][1] < JOIN_S:
            joined[-1][1] = max(joined[-1][1], end_s)
        else:
            joined.append([max(0.0, start_s), end_s])
    length_s = sound.shape[1] / rate_hz
    stretches = tuple((a, min(b, length_s)) for a, b in joined)
    return Clipped(stretches, limits[0], limits[1], len(tops), frames)


def _flat(row: Real, edge: float) -> list[tuple[int, int]]:
    """Return the runs at the ceiling, towards which the wave climbs (a square wave jumps)."""
    at = np.concatenate([[0], (row >= edge).astype(np.int8), [0]])
    edges = np.flatnonzero(np.diff(at)).reshape(-1, 2)
    long = edges[(edges[:, 1] - edges[:, 0]) >= LEAST_RUN]
    runs = []
    for first, last in long:
        if first < 2 or last > row.size - 2:
            continue
        slope = row[first - 1] - row[first - 2]
        if row[first - 1] > 0.0 and slope > LEAST_RISE * edge:
            runs.append((int(first), int(last)))
    return runs
