"""The closed form: what must be done to each third octave, within limits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonmeister.effects.match_eq import MOST_DB
from tonmeister.producer.bands import Bands
from tonmeister.producer.reference.profile import Profile, heard


def reach_db(most_db: float, amount_percent: float) -> float:
    """Return how far a full curve may go, so that at its amount no band moves over ``most_db``."""
    return min(MOST_DB, most_db / max(amount_percent / 100.0, 1e-3))


def tone_curve_db(mix: Profile, goal: Profile, most_db: float) -> Bands:
    """Return what brings the middle's spectrum to the goal's, no band moved over ``most_db``.

    Where limits bind, the level in the middle is chosen so that the least is left over. Bands
    that one of both does not have go with their neighbours, and nothing inaudible is lifted.
    """
    there = heard(mix.mid_db) & heard(goal.mid_db)
    wanted = goal.mid_db - mix.mid_db
    if not there.any():
        return np.zeros(30)
    offsets = wanted[there].mean() + np.arange(-12.0, 12.05, 0.1)
    left = wanted[there][None, :] - offsets[:, None]
    left = left - np.clip(left, -most_db, most_db)
    best = offsets[int(np.argmin((left**2).sum(axis=1)))]
    curve = np.clip(wanted - best, -most_db, most_db)
    return np.round(with_neighbours(curve, there, heard(mix.mid_db)), 1)


def width_limits_db(most_db: float, tone_db: Bands, amount_percent: float) -> tuple[Bands, Bands]:
    """Return how far down and up the sides' own curve may go, that is played at an amount.

    Sides may be turned down twice as far as up: that harms nothing, while lifting brings out what
    was never meant to be heard. The tone (``tone_db``, as it is played) moves the sides too: what
    it takes from them may be given back on top, for then they only stay where they were.
    """
    part = max(amount_percent / 100.0, 1e-3)
    down_db = (2.0 * most_db + np.maximum(tone_db, 0.0)) / part
    up_db = (most_db - np.minimum(tone_db, 0.0)) / part
    return np.maximum(-down_db, -MOST_DB), np.minimum(up_db, MOST_DB)


def width_curve_db(mix: Profile, goal: Profile, limits_db: tuple[Bands, Bands]) -> Bands:
    """Return what brings the sides to the goal's distance from the middle, band by band.

    No move where mix or goal is in mono: there is nothing to widen, or nothing to widen towards.
    """
    if mix.is_mono or goal.is_mono:
        return np.zeros(30)
    there = heard(mix.side_db) & heard(goal.side_db)
    wanted = (goal.side_db - goal.mid_db) - (mix.side_db - mix.mid_db)
    curve = np.clip(wanted, *limits_db)
    return np.round(with_neighbours(curve, there, heard(mix.side_db)), 1)


def with_neighbours(curve: Bands, there: NDArray[np.bool_], in_mix: NDArray[np.bool_]) -> Bands:
    """Give bands that were not compared the value of the next that was; lift none unheard."""
    known = np.flatnonzero(there)
    if not known.size:
        return np.zeros_like(curve)
    nearest = known[np.abs(np.arange(30)[:, None] - known[None, :]).argmin(axis=1)]
    filled = curve[nearest]
    return np.asarray(np.where(in_mix, filled, np.minimum(filled, 0.0)))
