"""Holes: moments in which sound is suddenly missing, on one side or both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.sound_file import FileSound

Real = NDArray[np.float64]

NOTHING = 10.0 ** (-84.0 / 20.0)
"""Under this it is nothing: a dithered 16-bit silence lies lower."""

SHORTEST_S, LONGEST_S = 0.001, 0.25
BESIDE_S = 0.005
SOUNDING = 10.0 ** (-44.0 / 20.0)
EDGE_RATIO, ALIKE_RATIO = 10.0, 8.0
"""The sound stands right up to the hole (within 20 dB), and is alike on both sides (18 dB)."""


@dataclass(frozen=True, slots=True)
class Hole:
    """A hole: where, how long, and which side: ``both``, ``left``, ``right``."""

    at_s: float
    length_ms: float
    side: str


def holes(sound: FileSound) -> tuple[Hole, ...]:
    """Return the holes of a sound in order."""
    step_s = sound.fine_frames / sound.rate_hz
    each = [_of_channel(sound.peak[channel], step_s) for channel in range(2)]
    found: list[Hole] = []
    for at, length in sorted(each[0] | each[1]):
        sides = [any(abs(at - other) <= 2 for other, _ in one) for one in each]
        side = "both" if all(sides) else "left" if sides[0] else "right"
        if found and at * step_s - found[-1].at_s < 3.0 * step_s:
            continue
        found.append(Hole(at * step_s, 1000.0 * length * step_s, side))
    return tuple(found)


def _of_channel(peak: Real, step_s: float) -> set[tuple[int, int]]:
    """Return the holes of one side: their first fine step and how many they are."""
    quiet = np.concatenate([[False], peak < NOTHING, [False]])
    edges = np.flatnonzero(np.diff(quiet.astype(np.int8))).reshape(-1, 2)
    beside = round(BESIDE_S / step_s)
    found = set()
    for first, end in edges:
        if not SHORTEST_S <= (end - first + 1) * step_s <= LONGEST_S:
            continue
        before, after = peak[max(0, first - beside) : first], peak[end : end + beside]
        if not before.size or not after.size:
            continue
        was, is_ = float(before.max()), float(after.max())
        sudden = before[-2:].max() * EDGE_RATIO > was and after[:2].max() * EDGE_RATIO > is_
        alike = was < ALIKE_RATIO * is_ and is_ < ALIKE_RATIO * was
        if min(was, is_) > SOUNDING and sudden and alike:
            found.add((int(first), int(end - first)))
    return found
