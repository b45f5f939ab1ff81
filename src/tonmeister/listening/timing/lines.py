"""The lines of a grid: where strokes belong, from beats, swung or straight."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]

BETWEEN = 0.36
"""So far from its line, in steps of the grid, a stroke belongs to none: a fill, a flam."""
STEADY_CHANGE = 0.045
"""Beats next to each other that differ by more than this in length are rubato."""


@dataclass(frozen=True, slots=True)
class Lines:
    """A grid: ``times_s`` [k] of its lines, ``place`` [k] within the bar (0 is the bar's first
    line), ``step_s`` [k] from line to line; ``parts`` lines to a beat, ``meter`` beats to a bar,
    of which beat ``first_beat`` (from 0) begins the first.
    """

    times_s: Real
    place: NDArray[np.int64]
    step_s: Real
    parts: int
    meter: int = 4
    first_beat: int = 0

    def say(self, line: int) -> str:
        """Name a line as musicians count: ``"bar 7, beat 2"``, ``"bar 7, beat 2 and 3/4"``."""
        beat, part = divmod(line, self.parts)
        bar, beat = divmod(beat - 1 - self.first_beat, self.meter)
        more = Fraction(part, self.parts)
        return f"bar {bar + 1}, beat {beat + 1}" + (f" and {more}" if part else "")


@dataclass(frozen=True, slots=True)
class OnLines:
    """Which line each stroke belongs to (-1: none), and how late it is, in seconds."""

    line: NDArray[np.int64]
    late_s: Real


def lines_of(
    beats_s: Real, parts: int, *, meter: int = 4, first_beat: int = 0, swing_percent: float = 50.0
) -> Lines:
    """Return the lines of a grid of ``parts`` to a beat.

    ``swing_percent``: where the second of two lines lies between their neighbours; 50 is straight.
    ``first_beat``: the index of a beat that begins a bar. A beat more is laid at either end.
    """
    beats = np.concatenate(
        [[2 * beats_s[0] - beats_s[1]], beats_s, [2 * beats_s[-1] - beats_s[-2]]]
    )
    within = np.arange(parts) / parts
    if parts % 2 == 0:
        within[1::2] += 2.0 / parts * (swing_percent / 100.0 - 0.5)
    length = np.diff(beats)
    times = (beats[:-1, None] + length[:, None] * within[None, :]).ravel()
    beat = np.arange(len(length)) - 1 - first_beat
    place = ((beat % meter)[:, None] * parts + np.arange(parts)[None, :]).ravel()
    return Lines(
        times, place.astype(np.int64), np.repeat(length / parts, parts), parts, meter, first_beat
    )


def on_lines(times_s: Real, lines: Lines) -> OnLines:
    """Return the line nearest to each stroke; those between two lines belong to none."""
    if times_s.size == 0:
        return OnLines(np.zeros(0, np.int64), np.zeros(0))
    after = np.clip(np.searchsorted(lines.times_s, times_s), 1, lines.times_s.size - 1)
    nearer = times_s - lines.times_s[after - 1] < lines.times_s[after] - times_s
    line = np.where(nearer, after - 1, after)
    late = times_s - lines.times_s[line]
    near = np.abs(late) <= BETWEEN * lines.step_s[line]
    # Two strokes cannot both belong to one line: the nearer one does.
    for i in range(1, line.size):
        if near[i] and near[i - 1] and line[i] == line[i - 1]:
            near[i if abs(late[i]) > abs(late[i - 1]) else i - 1] = False
    return OnLines(np.where(near, line, -1), late)


def follows(times_s: Real, lines: Lines) -> float:
    """Say how well strokes keep to the lines: 1 all on them, 0 spread evenly between them."""
    if times_s.size == 0:
        return 0.0
    after = np.clip(np.searchsorted(lines.times_s, times_s), 1, lines.times_s.size - 1)
    part = (times_s - lines.times_s[after - 1]) / np.diff(lines.times_s)[after - 1]
    return float(np.abs(np.exp(2j * np.pi * part).mean()))


def rubato(beats_s: Real) -> float:
    """Return how much beats next to each other differ in length where they differ most (0.1: 10 %).

    Over groups of four beats, so that one misplaced beat does not count.
    """
    if beats_s.size < 12:
        return 0.0
    four = beats_s[4:] - beats_s[:-4]
    change = np.abs(four[4:] / four[:-4] - 1.0)
    return float(np.percentile(change, 90))
