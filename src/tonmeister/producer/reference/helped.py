"""Whether a move did what it was meant to, on the rendered sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tonmeister.model import Decision, TakenBack
from tonmeister.producer.reference.chain import DYNAMICS, MASTER, TONE, WIDTH, told
from tonmeister.producer.reference.heard import width_error_db
from tonmeister.producer.reference.profile import Profile, error_db


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far a sound lies from the goal: tone of middle and sides, width, swing (rms, dB)."""

    mid_db: float
    side_db: float
    width_db: float
    spread_db: float

    @classmethod
    def of(cls, sound: Profile, goal: Profile) -> Outcome:
        """Hold a sound against a goal."""
        off = sound.spread_db - goal.spread_db
        return cls(
            mid_db=error_db(sound.mid_db, goal.mid_db),
            side_db=0.0 if goal.is_mono else error_db(sound.side_db, goal.side_db),
            width_db=width_error_db(sound, goal),
            spread_db=float(np.sqrt(np.mean(off**2))) if np.isfinite(off).all() else 0.0,
        )


_JUDGED_BY = {TONE: "mid_db", WIDTH: "width_db", DYNAMICS: "spread_db"}


def unhelpful(
    moves: Sequence[Decision], before: Outcome, after: Outcome, aim: str
) -> tuple[TakenBack, ...]:
    """Return the moves after which their own measure lies no nearer to the goal."""
    back = []
    for m in moves:
        measure = _JUDGED_BY.get(m.id)
        if measure is None or m.hold or m.bypass:
            continue
        was_db, is_db = getattr(before, measure), getattr(after, measure)
        if is_db >= was_db:
            reason = told("match/did_not_help", after_db=is_db, before_db=was_db, aim=aim)
            back.append(TakenBack(decision=m, strip=MASTER, reason=reason))
    return tuple(back)


def measured(moves: Sequence[Decision], before: Outcome, after: Outcome) -> list[Decision]:
    """Write down with each move what its measure was before and is now."""
    out = []
    for m in moves:
        measure = _JUDGED_BY.get(m.id)
        if measure is None:
            out.append(m)
            continue
        was, now = round(getattr(before, measure), 2), round(getattr(after, measure), 2)
        out.append(replace(m, measured={"off_before_db": was, "off_now_db": now}))
    return out
