"""Where a fader was moved: the level of everything steps at once, and the sound stays the same.

When players come in or stop, some bands move and others do not. When somebody moves the master
fader, all bands move alike. So the level of each third octave two seconds before and after each
moment is compared: the step is what four fifths of all bands have at least in common.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.features import HOP_S, TrackFeatures
from tonmeister.model import Span

REACH_S = 2.0
SURE_DB, LIKELY_DB = 3.5, 1.5
"""Steps that stand for themselves, and those that may end one."""
ALIKE_RATIO = 0.85
"""How far apart the bands may step, against the step itself."""
SHORTEST_S = 4.0
"""Two opposite steps nearer than this are a break: everybody stops and goes on."""
SOUNDING_DB = -50.0
SILENT_DB = -40.0


@dataclass(frozen=True, slots=True)
class Step:
    """At ``at_s`` everything steps by ``step_db`` (the middle band); all but a few by
    ``common_db`` at least, and they lie ``apart_db`` from each other.
    """

    at_s: float
    step_db: float
    common_db: float
    apart_db: float

    @property
    def sure(self) -> bool:
        """Whether it can be nothing but a fader."""
        alike = self.apart_db <= ALIKE_RATIO * abs(self.step_db)
        return abs(self.common_db) >= SURE_DB and alike


@dataclass(frozen=True, slots=True)
class Moved:
    """A stretch that lies ``step_db`` over (or under) what came before it.

    ``undone``: whether a step the other way ends it, or the song does.
    """

    where: Span
    step_db: float
    undone: bool


def steps(features: TrackFeatures) -> list[Step]:
    """Return the steps of the level, in the order of the song."""
    power = features.power.sum(axis=0, dtype=np.float64)
    reach = round(REACH_S / HOP_S)
    total = power.shape[1]
    if total < 2 * reach + 1 or not power.any():
        return []
    loud = np.percentile(power, 95, axis=1)
    power = power[loud > loud.max() * 10.0 ** (SOUNDING_DB / 10.0)]
    sums = np.concatenate([np.zeros((len(power), 1)), np.cumsum(power, axis=1)], axis=1)
    at = np.arange(reach, total - reach)
    before = (sums[:, at] - sums[:, at - reach]) / reach
    after = (sums[:, at + reach] - sums[:, at]) / reach
    change = 10.0 * np.log10((after + 1e-13) / (before + 1e-13))
    low, middle, high = np.percentile(change, [20, 50, 80], axis=0)
    same = np.sign(low) == np.sign(high)
    common = np.where(same, np.sign(middle) * np.minimum(np.abs(low), np.abs(high)), 0.0)
    quiet = loud.sum() * 10.0 ** (SILENT_DB / 10.0)
    common[np.minimum(before.sum(axis=0), after.sum(axis=0)) < quiet] = 0.0
    return [
        Step(float(at[i] * HOP_S), float(middle[i]), float(common[i]), float(high[i] - low[i]))
        for i in _tops(np.abs(common), reach // 2)
    ]


def _tops(curve: NDArray[np.float64], reach: int) -> list[int]:
    """Return the places that are the highest of their surroundings."""
    return [
        int(i)
        for i in np.flatnonzero(curve >= LIKELY_DB)
        if curve[i] == curve[max(0, i - reach) : i + reach + 1].max()
    ]


def moved(features: TrackFeatures) -> list[Moved]:
    """Return the stretches that were moved as a whole: from a step to the one that undoes it.

    A step that nothing undoes lasts to the end; one whose undoing was a step before it is done.
    """
    all_steps = steps(features)
    used: set[int] = set()
    out = []
    for i, one in enumerate(all_steps):
        if not one.sure or i in used:
            continue
        forth = _undone(all_steps, i, range(i + 1, len(all_steps)))
        back = _undone(all_steps, i, range(i - 1, -1, -1))
        near = [j for j in (forth, back) if j is not None]
        if any(abs(all_steps[j].at_s - one.at_s) < SHORTEST_S for j in near):
            continue
        if back is not None and (forth is None or back in used):
            if back in used:
                continue
            used |= {i, back}
            out.append(Moved(Span(all_steps[back].at_s, one.at_s), -one.step_db, True))
            continue
        if forth is not None:
            used |= {i, forth}
        end_s = all_steps[forth].at_s if forth is not None else features.length_s
        out.append(Moved(Span(one.at_s, end_s), one.step_db, forth is not None))
    return out


def _undone(all_steps: list[Step], i: int, order: range) -> int | None:
    """Return the next step the other way of about the same size, none of its own kind between."""
    own = all_steps[i].step_db
    for j in order:
        other = all_steps[j].step_db
        if other * own < 0.0 and 0.5 <= abs(other / own) <= 2.0:
            return j
        if other * own > 0.0 and all_steps[j].sure:
            return None
    return None
