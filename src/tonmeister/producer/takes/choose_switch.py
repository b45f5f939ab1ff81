"""What changing the take costs: the cut itself, another tone, another level, a lost breath."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tonmeister.listening.takes.seams import Cut, Seams
from tonmeister.producer.takes.choose_units import Unit, quiet_enough

CUT_SCORE, WORD_CUT_SCORE = 0.03, 0.05
"""So little, since a cut at a quiet place is not heard: with known truth, 0.15 cost more than it
saved (docs/comping.md)."""
TILT_FREE_DB, TILT_SCORE = 1.0, 0.03
LEVEL_SCORE, LEFT_OVER_SCORE = 0.01, 0.05
BREATH_SCORE = 0.2
BLOCKED_SCORE = 50.0
"""A cut inside a sung note: only where a person wants it."""
LIMIT_DB, LEAST_DB = 3.0, 0.5
"""A take is brought to the level of the others by up to so much; less than half a dB is left."""


@dataclass(slots=True)
class Glue:
    """How well takes hold together at a place; asked often, reckoned once."""

    seams: Seams
    _known: dict[tuple[int, int, int], float] = field(default_factory=dict)

    def cost(self, unit: Unit, before: Unit, left: int, right: int) -> float:
        """Return what it costs to come from one take into another before a unit."""
        if left == right:
            return 0.0
        if unit.border is None:
            return CUT_SCORE + self.unlike(left, right, before.phrase, unit.phrase)
        key = (unit.border.note * 2 + unit.border.inside, left, right)
        if key not in self._known:
            cut = unit.border.cut(left, right)
            self._known[key] = self._cut(unit, cut, left, right) + self.unlike(
                left, right, before.phrase, unit.phrase
            )
        return self._known[key]

    def unlike(self, left: int, right: int, phrase: int, next_phrase: int) -> float:
        """Return what two takes' different tone and level cost around a cut."""
        one, other = self.seams.heard[left], self.seams.heard[right]
        places = [p for p in dict.fromkeys((phrase, next_phrase)) if p in one and p in other]
        if not places:
            return 0.0
        tilt = abs(float(np.mean([one[p].tilt_db - other[p].tilt_db for p in places])))
        apart = [one[p].loudness_lufs - other[p].loudness_lufs for p in places]
        level = abs(float(np.mean(apart)))
        return (
            TILT_SCORE * max(0.0, tilt - TILT_FREE_DB)
            + LEVEL_SCORE * min(level, 2 * LIMIT_DB)
            + LEFT_OVER_SCORE * max(0.0, level - 2 * LIMIT_DB)
        )

    def _cut(self, unit: Unit, cut: Cut, left: int, right: int) -> float:
        if not cut.free:
            return BLOCKED_SCORE
        inside = unit.border is not None and unit.border.inside
        if inside:
            quiet = min(quiet_enough(self.seams, n, unit.phrase) for n in (left, right))
            if cut.level_dbfs > quiet:
                return BLOCKED_SCORE
            return WORD_CUT_SCORE
        return CUT_SCORE + (0.0 if cut.breath_kept else BREATH_SCORE)


def level_gains(seams: Seams, units: Sequence[Unit], path: Sequence[int]) -> list[float]:
    """Return the gain of each unit (dB) that brings its take to the level of the takes.

    A take's level is heard over the phrases that it sings here and their neighbours, against the
    median of all takes in the same phrases: how loud a phrase is sung within a take stays.
    """
    if len(set(path)) < 2:
        return [0.0] * len(path)
    over = _over_median(seams)
    gains = [0.0] * len(path)
    first = 0
    for last in range(1, len(path) + 1):
        if last < len(path) and path[last] == path[first]:
            continue
        phrases = {u.phrase + step for u in units[first:last] for step in (-1, 0, 1)}
        known = [over[path[first]][p] for p in sorted(phrases) if p in over[path[first]]]
        gain_db = -float(np.mean(known)) if known else 0.0
        gain_db = float(np.clip(gain_db, -LIMIT_DB, LIMIT_DB))
        for i in range(first, last):
            gains[i] = round(gain_db, 2) if abs(gain_db) >= LEAST_DB else 0.0
        first = last
    return gains


def _over_median(seams: Seams) -> Mapping[int, Mapping[int, float]]:
    """Return by take and phrase how many dB a take lies over the median of all takes."""
    phrases = {p for heard in seams.heard.values() for p in heard}
    out: dict[int, dict[int, float]] = {n: {} for n in seams.heard}
    for phrase in sorted(phrases):
        level = {
            n: heard[phrase].loudness_lufs
            for n, heard in seams.heard.items()
            if phrase in heard and heard[phrase].loudness_lufs > -70.0
        }
        middle = float(np.median(list(level.values()))) if level else 0.0
        for n, lufs in level.items():
            out[n][phrase] = lufs - middle
    return out
