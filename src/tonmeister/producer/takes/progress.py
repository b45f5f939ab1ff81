"""How a performer goes through a session: what gets better or worse take by take, and the shape.

The shapes are those that engineers tell of (C. Anderton, "the performance curve"): quick starters
who are best at first, and double peaks, good, then a dip, then better. They are only named where
the phrases, one by one, bear them out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import stdtr

from tonmeister.model import TakeScore
from tonmeister.producer.takes.enough_quality import Real, fact, quality
from tonmeister.producer.takes.enough_trend import Trend, trend

Shape = Literal["rising", "quick starter", "double peak", "steady", "no clear shape yet"]

SHOWN = (
    "pitch_off_cents", "pitch_lean_cents", "timing_off_ms", "behind_ms", "sag_cents_s",
    "tone_over_breath_db", "level_off_db", "uneven_db",
)  # fmt: skip
LEAST_TAKES_COUNT, LEAST_PHRASES_COUNT = 5, 5
SURE_CHANCE = 0.05
EVEN_SCORE = 0.15
"""Takes whose means stay this close together differ by less than 4 cents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Along:
    """One measured number over the takes, their mean over the phrases that all of them have."""

    name: str
    takes: tuple[int, ...]
    values: tuple[float, ...]
    trend: Trend


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A session in order: ``quality`` against the middle of it (more is better; a difference of
    1 is 25 cents or 30 ms), the facts along it, the shape if there is one.
    """

    takes: tuple[int, ...]
    quality: tuple[float, ...]
    trend: Trend
    facts: tuple[Along, ...]
    shape: Shape


def progress(scores: Sequence[TakeScore]) -> Progress:
    """Lay a session out in the order of recording."""
    rows = quality(scores)
    mine = rows.by_take
    facts = []
    for name in SHOWN:
        told = fact(scores, name)
        off = told.by_take
        if np.isfinite(off).sum() < 2:
            continue
        middle = float(np.nanmedian(told.values))
        values = tuple(float(v) for v in off + middle)
        facts.append(Along(name=name, takes=told.takes, values=values, trend=trend(values)))
    return Progress(
        takes=rows.takes,
        quality=tuple(float(v) for v in mine),
        trend=trend(mine),
        facts=tuple(facts),
        shape=_shape(rows.values, mine),
    )


def _shape(values: Real, mine: Real) -> Shape:
    """Name the shape of a session, or none; every claim is a test over the phrases."""
    whole = np.isfinite(values).all(axis=1)
    rows, means = values[whole], mine[whole]
    if len(rows) < LEAST_TAKES_COUNT or rows.shape[1] < LEAST_PHRASES_COUNT:
        return "no clear shape yet"
    if _double(rows, means):
        return "double peak"
    told = trend(means)
    half = len(rows) // 2
    early, late = rows[:half].mean(axis=0), rows[-half:].mean(axis=0)
    if told.chance_ratio < SURE_CHANCE:
        if told.slope_score > 0.0 and _chance(late - early) < SURE_CHANCE:
            return "rising"
        if told.slope_score < 0.0 and _chance(early - late) < SURE_CHANCE:
            return "quick starter"
    return "steady" if np.ptp(means) < EVEN_SCORE else "no clear shape yet"


def _double(rows: Real, means: Real) -> bool:
    """Say whether two peaks with a dip between them, and a fall at the end, are there.

    Peaks and dip are picked from the same takes, so the limit is divided by the ways to pick.
    """
    count = len(rows)
    if count < LEAST_TAKES_COUNT + 1:
        return False
    second = int(np.argmax(means))
    if second < 2 or second == count - 1:
        return False
    dip = int(np.argmin(means[1:second])) + 1
    first = int(np.argmax(means[:dip]))
    limit = SURE_CHANCE / (count * (count - 1) / 2.0)
    down = _chance(rows[first] - rows[dip])
    up = _chance(rows[second] - rows[dip])
    after = _chance(rows[second] - rows[second + 1 :].mean(axis=0))
    return max(down, up, after) < limit


def _chance(gains: Real) -> float:
    """Return how likely gains of this size over the phrases are by chance (paired t, one-sided)."""
    if gains.size < 2:
        return 1.0
    sd = float(np.std(gains, ddof=1))
    mean = float(gains.mean())
    if sd < 1e-12:
        return 0.0 if mean > 0.0 else 1.0
    return float(1.0 - stdtr(gains.size - 1, mean / (sd / np.sqrt(gains.size))))
