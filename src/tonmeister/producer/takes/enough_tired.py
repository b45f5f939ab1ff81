"""Signs that a voice gets tired, take after take. Listening, not medicine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tonmeister.model import TakeScore
from tonmeister.producer.takes.enough_quality import fact, spread
from tonmeister.producer.takes.enough_trend import Trend, trend

SIGNS = {
    "sag_cents_s": (1.0, "held notes sink"),
    "pitch_lean_cents": (-1.0, "the pitch leans flat"),
    "pitch_wobble_cents": (1.0, "the pitch trembles"),
    "tone_over_breath_db": (-1.0, "there is more breath in the tone"),
    "level_off_db": (1.0, "the level wanders"),
}
"""Fact -> whether more or less of it is tired, and in words."""

LAST_COUNT = 5
SLOPE_SD = 0.1
LIKELY, PLAIN = 0.1, 0.02
"""Two signs that chance would give in one of ten sessions, or one that it gives in one of fifty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Something that rose over the last takes of the same phrases: ``first`` and ``last`` are its
    mean in the first and the last of them.
    """

    name: str
    words: str
    first: float
    last: float
    first_take: int
    last_take: int
    trend: Trend


def tired(scores: Sequence[TakeScore]) -> tuple[Sign, ...]:
    """Return the signs that rise over the last five takes, if they are enough to speak of."""
    found = []
    for name, (direction, words) in SIGNS.items():
        rows = fact(scores, name)
        mine = rows.by_take
        last = np.flatnonzero(np.isfinite(mine))[-LAST_COUNT:]
        if last.size < LAST_COUNT:
            continue
        told = trend(direction * mine[last])
        sd = max(spread(mine[last]), 1e-9)
        if told.slope_score > SLOPE_SD * sd and told.chance_ratio < LIKELY:
            a, b = int(last[0]), int(last[-1])
            found.append(
                Sign(
                    name=name, words=words, first=_mean(rows.values[a]),
                    last=_mean(rows.values[b]), first_take=rows.takes[a],
                    last_take=rows.takes[b], trend=told,
                )
            )  # fmt: skip
    plain = [sign for sign in found if sign.trend.chance_ratio < PLAIN]
    return tuple(found) if len(found) >= 2 or plain else ()


def _mean(row: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    return float(np.mean(row[np.isfinite(row)]))
