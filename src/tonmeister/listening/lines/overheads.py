"""From which side a stereo pair looks at the kit, as the kit itself tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tonmeister.listening.lines.moments import LEAST_STEPS, Moments

View = Literal["drummer", "audience", "unsure", "contradictory"]
CLEAR_DB = 1.5
_LOW_TOM = ("floor", "ft", "low")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A pair, and how far hi-hat and floor tom lean to its left against the snare, in dB.

    ``view``: the drummer's has the hi-hat of a right-handed kit on the left.
    """

    pair: str
    hat_left_db: float | None
    floor_left_db: float | None
    view: View


def pictures(moments: Moments) -> list[Picture]:
    """Look at the kit through every stereo pair that stands far off."""
    rows = {line.name: row for row, line in enumerate(moments.lines)}
    found = []
    for pair in dict.fromkeys(x.pair for x in moments.lines if x.far and x.pair):
        sides = {x.side: rows[x.name] for x in moments.lines if x.pair == pair}
        if set(sides) != {"L", "R"}:
            continue
        middle_db = _left_db(moments, sides, "snare") or _left_db(moments, sides, "kick") or 0.0
        hat_db = _against(_left_db(moments, sides, "hi-hat"), middle_db)
        floor_db = _against(_left_db(moments, sides, "tom"), middle_db)
        found.append(
            Picture(
                pair=pair, hat_left_db=hat_db, floor_left_db=floor_db, view=_view(hat_db, floor_db)
            )
        )
    return found


def _against(value_db: float | None, middle_db: float) -> float | None:
    return None if value_db is None else round(value_db - middle_db, 1)


def _left_db(moments: Moments, sides: dict[str, int], role: str) -> float | None:
    """Return how much louder a piece of the kit is left than right, where it plays alone.

    Of several toms the lowest by name counts, or the last.
    """
    rows = [i for i, x in enumerate(moments.lines) if x.role == role]
    if role == "tom":
        low = [i for i in rows if set(moments.lines[i].source_words) & set(_LOW_TOM)]
        rows = low or (rows[-1:] if len(rows) > 1 else [])
    for row in rows:
        where = moments.ahead[row]
        if where.sum() >= LEAST_STEPS:
            left, right = (float(moments.power[sides[s]][where].sum()) for s in "LR")
            return float(10.0 * np.log10((left + 1e-16) / (right + 1e-16)))
    return None


def _view(hat_db: float | None, floor_db: float | None) -> View:
    """A right-handed drummer has the hi-hat on the left and the floor tom on the right."""
    votes = []
    if hat_db is not None and abs(hat_db) >= CLEAR_DB:
        votes.append(hat_db > 0.0)
    if floor_db is not None and abs(floor_db) >= CLEAR_DB:
        votes.append(floor_db < 0.0)
    if not votes:
        return "unsure"
    if len(set(votes)) > 1:
        return "contradictory"
    return "drummer" if votes[0] else "audience"
