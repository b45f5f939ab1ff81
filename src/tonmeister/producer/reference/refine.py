"""One correction of tone and width by what was measured after the limiter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tonmeister.effects.match_eq import GAINS
from tonmeister.model import Decision
from tonmeister.producer.bands import Bands
from tonmeister.producer.reference.chain import TONE, WIDTH, curve_of, curve_words
from tonmeister.producer.reference.curves import reach_db, width_limits_db, with_neighbours
from tonmeister.producer.reference.profile import Profile, heard

LEAST_AMOUNT = 10.0
"""Percent; what is played at less is not worth correcting."""


def refined(
    moves: Sequence[Decision], came_out: Profile, wanted: Profile, most_db: float
) -> list[Decision]:
    """Return the chain with its curves corrected by what is still missing.

    ``wanted`` is the goal at the amounts asked for, ``came_out`` the limited sound. What a person
    holds stays as it is.
    """
    both = heard(came_out.mid_db) & heard(wanted.mid_db)
    mid = wanted.mid_db - came_out.mid_db
    mid = with_neighbours(mid - mid[both].mean() if both.any() else mid * 0.0, both, both)
    sides = heard(came_out.side_db) & heard(wanted.side_db)
    apart = (wanted.side_db - wanted.mid_db) - (came_out.side_db - came_out.mid_db)
    apart = with_neighbours(apart, sides, sides)
    missing = {TONE: mid, WIDTH: apart}
    tone_db, out = np.zeros(30), []
    for m in moves:
        if m.id in missing and not m.hold and m.amount_percent >= LEAST_AMOUNT:
            m = _corrected(m, missing[m.id], tone_db, most_db)
        if m.id == TONE and not m.bypass:
            tone_db = curve_of(m) * m.amount_percent / 100.0
        out.append(m)
    return out


def _corrected(decision: Decision, missing_db: Bands, tone_db: Bands, most_db: float) -> Decision:
    part = decision.amount_percent / 100.0
    reach = np.full(30, reach_db(most_db, decision.amount_percent))
    limits_db = (-reach, reach)
    if decision.id == WIDTH:
        limits_db = width_limits_db(most_db, tone_db, decision.amount_percent)
    curve = np.clip(curve_of(decision) + missing_db / part, *limits_db)
    curve = np.round(curve, 1) + 0.0
    settings = {**decision.settings, **dict(zip(GAINS, curve.tolist(), strict=True))}
    words = {k: round(v, 2) for k, v in curve_words(curve * part, most_db).items()}
    return replace(decision, settings=settings, predicted={**decision.predicted, **words})
