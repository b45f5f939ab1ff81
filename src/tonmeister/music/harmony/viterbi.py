"""The best row of chords: what fits the melody, and what follows well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tonmeister.music.harmony.tables import Choice

Real = NDArray[np.float64]

STAY, OTHERWISE = 0.25, 0.45
"""What it costs to keep a chord for another bar, and to make a move that nobody makes."""
IN_THE_BAR = 1.6
"""What a change within a bar costs more."""
RESOLVED, LEFT_OPEN = 0.9, 1.6
HOME = 1.0


def move_costs(choices: Sequence[Choice], moves: Mapping[tuple[str, str], float]) -> Real:
    """Return what each step from chord to chord costs [chords, chords]."""
    out = np.zeros((len(choices), len(choices)))
    for i, one in enumerate(choices):
        for j, other in enumerate(choices):
            worth = moves.get((one.moves_like, other.moves_like))
            same_root = one.root_fifths == other.root_fifths
            out[i, j] = STAY if same_root else OTHERWISE if worth is None else -worth
            if one.to_fifths is not None and i != j:
                out[i, j] = -RESOLVED if other.root_fifths == one.to_fifths else LEFT_OPEN
    return out


def best_row(
    costs: Real, moves: Real, in_bar: Sequence[bool], ends_well: Real
) -> tuple[list[int], Real]:
    """Return the best chord of each slot, and how much worse the best row with another chord in
    that slot is [slots].

    ``costs`` [slots, chords]; ``in_bar``: the slot begins within a bar; ``ends_well`` [chords] is
    added at the end.
    """
    slots, count = costs.shape
    changed = 1.0 - np.eye(count)
    forward, backward = np.zeros_like(costs), np.zeros_like(costs)
    forward[0] = costs[0]
    step = [_step(moves, changed, within=within) for within in in_bar]
    for s in range(1, slots):
        forward[s] = costs[s] + (forward[s - 1][:, None] + step[s]).min(axis=0)
    backward[-1] = ends_well
    for s in range(slots - 2, -1, -1):
        backward[s] = (step[s + 1] + (costs[s + 1] + backward[s + 1])[None, :]).min(axis=1)
    through = forward + backward
    row = [int(through[-1].argmin())]
    for s in range(slots - 1, 0, -1):
        row.append(int((forward[s - 1] + step[s][:, row[-1]]).argmin()))
    row.reverse()
    rest = through.copy()
    rest[np.arange(slots), row] = np.inf
    return row, np.asarray(rest.min(axis=1) - through[np.arange(slots), row])


def _step(moves: Real, changed: Real, *, within: bool) -> Real:
    """Within a bar a chord stays for nothing and changes for more."""
    if not within:
        return moves
    return np.asarray(changed * (np.maximum(moves, -0.3) + IN_THE_BAR))
