"""A written melody beside a sung one: which sung note is which written one.

The two rows of notes are laid side by side at the least cost (Needleman & Wunsch, J. Molecular
Biology 48, 1970): a step of a semitone costs as much as half a second after the melody has
been laid over the song by its time; a note may be left out, added, or split in two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.pitch.notes import SungNote

Real = NDArray[np.float64]

MISSING = 1.5
SECOND_SEMITONES = 2.0
WORST_SEMITONES = 2.5
WORST_S = 1.0
LEAST_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class WrittenNote:
    """A note of a score in seconds, its pitch in semitones (A4 = 69)."""

    start_s: float
    end_s: float
    midi: float


@dataclass(frozen=True, slots=True)
class Matched:
    """For each sung note the pitch that is written for it, or None; how the two rows lie.

    ``moved_semitones``: how far the melody is sung from where it is written (an octave lower:
    -12); ``late_s``: how much later the song starts; ``share`` of the sung notes that found one.
    """

    pitches: tuple[float | None, ...]
    moved_semitones: int
    late_s: float
    share: float

    @property
    def fits(self) -> bool:
        """Whether this is the same melody at all."""
        return self.share >= LEAST_SHARE


def matched(sung: Sequence[SungNote], written: Sequence[WrittenNote]) -> Matched:
    """Find the written note for each sung one, in whatever key and whenever it is sung."""
    if not sung or not written:
        return Matched((None,) * len(sung), 0, 0.0, 0.0)
    starts = np.array([n.start_s for n in sung])
    pitches = np.array([n.pitch for n in sung])
    said = np.array([(n.start_s, n.midi) for n in written])
    apart = round(float(np.median(pitches) - np.median(said[:, 1])))
    moves = sorted({0, apart, apart - 1, apart + 1, 12, -12}, key=abs)
    ways = [(*_meeting(starts, pitches, said, moved), moved) for moved in moves]
    _, late_s, moved = max(ways, key=lambda way: way[0] * (1.0 if way[2] % 12 == 0 else 0.95))
    to = _laid(starts, pitches, said[:, 0] + late_s, said[:, 1] + moved)
    found = tuple(float(said[k, 1]) + moved if k >= 0 else None for k in to)
    share = sum(p is not None for p in found) / len(found)
    return Matched(found, moved, late_s, share)


def _meeting(starts: Real, pitches: Real, said: Real, moved: int) -> tuple[int, float]:
    """Return how many notes of equal pitch fall together, and how late the sung ones then are."""
    gaps = starts[:, None] - said[None, :, 0]
    alike = np.abs(pitches[:, None] - said[None, :, 1] - moved) < 0.6
    if not alike.any():
        return 0, 0.0
    offsets = np.sort(gaps[alike])
    inside = np.searchsorted(offsets, offsets + 0.3) - np.arange(offsets.size)
    at_zero = int(np.count_nonzero(np.abs(offsets) < 0.15))
    at = int(np.argmax(inside))
    if at_zero >= 0.7 * inside[at]:
        return at_zero, 0.0
    return int(inside[at]), float(np.median(offsets[at : at + int(inside[at])]))


def _laid(starts: Real, pitches: Real, at_s: Real, written: Real) -> list[int]:
    """Lay the rows side by side; returns for each sung note its written one, or -1."""
    n, m = starts.size, at_s.size
    apart = np.abs(pitches[:, None] - written[None, :])
    late = np.abs(starts[:, None] - at_s[None, :])
    cost = apart + SECOND_SEMITONES * late
    cost = np.where((apart > WORST_SEMITONES) | (late > WORST_S), 1e6, cost)
    total = np.zeros((n + 1, m + 1))
    total[:, 0] = MISSING * np.arange(n + 1)
    total[0, :] = MISSING * np.arange(m + 1)
    came = np.zeros((n + 1, m + 1), np.int8)
    came[1:, 0], came[0, 1:] = 1, 2
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            ways = (
                total[i - 1, j - 1] + cost[i - 1, j - 1],
                total[i - 1, j] + MISSING,
                total[i, j - 1] + MISSING,
                total[i - 1, j] + cost[i - 1, j - 1] + 0.5,  # one written note, sung in two
            )
            came[i, j] = ways.index(min(ways))
            total[i, j] = min(ways)
    to, i, j = [-1] * n, n, m
    while i or j:
        way = came[i, j]
        if way in (0, 3):
            to[i - 1] = j - 1
        i, j = i - (way != 2), j - (way in (0, 2))
    return to
