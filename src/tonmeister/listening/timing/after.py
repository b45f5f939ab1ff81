"""Listening again after strokes were moved: where they are now, and whether one is heard twice."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.timing.attacks import Attacks

Real = NDArray[np.float64]

SAME_S = 0.010
CLEAR_RISE_DB, CLEAR_UNDER_DB = 10.0, 22.0
"""What is weaker or fainter than this is heard on one day and not on the next."""


def heard_at(attacks: Attacks, expected_s: float) -> float | None:
    """Return when the attack nearest to a moment begins; None if there is none."""
    if len(attacks) == 0:
        return None
    at = float(attacks.times_s[np.abs(attacks.times_s - expected_s).argmin()])
    return at if abs(at - expected_s) <= SAME_S else None


def strange(before: Attacks, after: Attacks, warp: Callable[[Real], Real]) -> list[float]:
    """Return when (as recorded) clear attacks came to be heard that were not there, or were lost.

    ``warp`` tells where a moment of the recording went.
    """
    went = warp(before.times_s)
    usual = max(before.usual_db, after.usual_db)
    out = []
    for at_s in _clear(after, usual):
        if went.size == 0 or np.abs(went - at_s).min() > SAME_S:
            back = before.times_s[np.abs(went - at_s).argmin()] if went.size else at_s
            shift = float(warp(np.array([back]))[0] - back) if went.size else 0.0
            out.append(float(at_s - shift))
    for at_s in _clear(before, usual):
        now = float(warp(np.array([at_s]))[0])
        if len(after) == 0 or np.abs(after.times_s - now).min() > SAME_S:
            out.append(float(at_s))
    return sorted(out)


def _clear(attacks: Attacks, usual_db: float) -> Real:
    clear = (attacks.rise_db >= CLEAR_RISE_DB) & (attacks.level_db >= usual_db - CLEAR_UNDER_DB)
    return np.asarray(attacks.times_s[clear])
