"""How low an interval may lie before it turns to mud."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

LOWEST: dict[int, int] = {
    1: 52, 2: 51, 3: 48, 4: 47, 5: 45, 6: 35, 7: 37, 8: 41, 9: 41, 10: 41, 11: 41,
}  # fmt: skip
"""Semitones apart -> the lowest MIDI key the lower note may have. Commonly accepted low interval
limits, as printed in Sweetwater inSync, "Low Interval Limit" (there the middle C is C3)."""


def muddy(pitches: Sequence[int]) -> int:
    """Return how many neighbours of a chord (low to high) lie lower than their interval may."""
    return sum(low < LOWEST.get(high - low, 0) for low, high in pairwise(pitches))
