"""What melodies do in a bar, as costs: the natural logarithm of how seldom it happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.knowledge.harmony import Rhythm

Real = NDArray[np.float64]

SHARED = 40.0
"""So many notes per mille of a place are lent from all places together: rows with few notes."""
SELDOM = 0.0008
"""Whatever was never seen may still be sung."""
ENDS = 20.0


@dataclass(frozen=True, slots=True)
class Meters:
    """The tables of several meters side by side, padded: ``moves`` [M, most steps, most steps + 1],
    ``first`` and ``last`` [M, most steps], ``steps`` and ``steps_a_beat`` [M].
    """

    rhythms: tuple[Rhythm, ...]
    moves: Real
    first: Real
    last: Real
    steps: NDArray[np.int64]
    steps_a_beat: NDArray[np.int64]


def meters(rhythms: Sequence[Rhythm]) -> Meters:
    """Turn counts into costs."""
    most = max(r.steps for r in rhythms)
    moves = np.full((len(rhythms), most, most + 1), np.inf)
    first, last = np.full((2, len(rhythms), most), np.inf)
    for i, rhythm in enumerate(rhythms):
        n = rhythm.steps
        seen = np.array(rhythm.moves)
        all_places = seen.sum(axis=0) / seen.sum()
        share = (seen + SHARED * all_places) / (seen.sum(axis=1, keepdims=True) + SHARED)
        share[:, 1:] = (1.0 - SELDOM * n) * share[:, 1:] + SELDOM
        moves[i, :n, 1 : n + 1] = -np.log(share[:, 1:])
        for given, to in ((rhythm.first, first), (rhythm.last, last)):
            ends = np.array(given) + ENDS / n
            to[i, :n] = -np.log(ends / ends.sum())
    return Meters(
        tuple(rhythms), moves, first, last,
        np.array([r.steps for r in rhythms]), np.array([r.steps_a_beat for r in rhythms]),
    )  # fmt: skip
