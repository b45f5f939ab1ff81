"""Where one pitch is sung twice: the level falls and rises again, as at a consonant."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DEEP_DB = 6.0
LOOK_S = 0.1
"""How far to either side the level must have been, or come, that much higher."""
SIDE_S = 0.09
RISE_S = 0.08
NEAR_STEPS = 8


def dips(level_db: NDArray[np.float64], step_s: float) -> list[int]:
    """Return the steps where a new note begins within one pitch: the steepest rise after a dip.

    ``level_db`` [T] of a stretch on one pitch.
    """
    side, look = round(SIDE_S / step_s), round(LOOK_S / step_s)
    rise = round(RISE_S / step_s)
    found: list[int] = []
    for i in range(side, level_db.size - side):
        if level_db[i] > level_db[max(0, i - NEAR_STEPS) : i + NEAR_STEPS + 1].min():
            continue
        before, after = level_db[max(0, i - look) : i].max(), level_db[i : i + look].max()
        if min(before, after) - level_db[i] <= DEEP_DB:
            continue
        begin = i + int(np.argmax(np.diff(level_db[i : i + rise])))
        if not found or begin - found[-1] >= side:
            found.append(begin)
    return found
