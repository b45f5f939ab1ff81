"""When each line has the stage to itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.knowledge.roles import group_of
from tonmeister.listening.bands import db
from tonmeister.listening.lines.levels import level_of
from tonmeister.listening.lines.line import Line, one_source

Real = NDArray[np.float64]

LOUD_DB = 12.0
"""A line plays where it is no further than this under its usual loudest."""

AHEAD_DB = 6.0
"""It has the stage where every other is so much further under its own loudest."""

LEAST_STEPS = 4


@dataclass(frozen=True, slots=True)
class Moments:
    """The lines that live, their power ``[line, step]`` in steps of 0.1 s, their usual loudest
    ``[line]``, the floor below which they never fall, where each is alone ``[line, step]``, and
    where it is alone in its family (a drum over the other drums, whatever the guitars do).
    """

    lines: tuple[Line, ...]
    power: Real
    loudest_db: Real
    floor: Real
    under_db: Real
    alone: NDArray[np.bool_]
    ahead: NDArray[np.bool_]

    def own_db(self, row: int) -> float:
        """Return how loud a line is where it is alone, or at its loudest if it never is."""
        where = self.alone[row]
        if where.sum() < LEAST_STEPS:
            return float(self.loudest_db[row])
        return float(10.0 * np.log10(self.power[row][where].mean() + 1e-20))


def moments_of(lines: Sequence[Line]) -> Moments:
    """Find out where each living line has the stage; what stands far off never has it."""
    living = tuple(x for x in lines if level_of(x).state == "alive" and not x.aside)
    steps = max((line.features.left_right.shape[1] for line in living), default=0)
    power = np.zeros((len(living), steps))
    for row, line in enumerate(living):
        own = line.features.left_right.mean(axis=0, dtype=np.float64)
        power[row, : len(own)] = own
    level_db = np.asarray(db(power), dtype=np.float64).reshape(power.shape)
    loudest_db = np.array([_loudest(row) for row in level_db])
    floor = np.array([_floor(row) for row in power])
    under_db = level_db - loudest_db[:, None]
    alone, ahead = (np.zeros(power.shape, dtype=bool) for _ in range(2))
    for row, line in enumerate(living):
        if line.far:
            continue
        rivals = [
            i for i, o in enumerate(living) if i != row and not o.far and not one_source(line, o)
        ]
        family = [i for i in rivals if group_of(living[i].role) == group_of(line.role)]
        alone[row] = _ahead(under_db, row, rivals)
        ahead[row] = _ahead(under_db, row, family)
    return Moments(living, power, loudest_db, floor, under_db, alone, ahead)


def _ahead(under_db: Real, row: int, rivals: Sequence[int]) -> NDArray[np.bool_]:
    """Return where a line plays and every rival is further under its own loudest."""
    plays: NDArray[np.bool_] = under_db[row] > -LOUD_DB
    if rivals:
        plays = plays & (under_db[row] - under_db[list(rivals)].max(axis=0) >= AHEAD_DB)
    return plays


def _loudest(level_db: Real) -> float:
    """Return the level of a line's loud moments: the middle of the 6 dB below its very loudest."""
    top = float(level_db.max(initial=-200.0))
    return float(np.median(level_db[level_db > top - 6.0])) if level_db.size else -200.0


def _floor(power: Real) -> float:
    sounding = power[power > 1e-14]
    return float(np.percentile(sounding, 3)) if sounding.size else 0.0
