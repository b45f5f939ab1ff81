"""Rows of notes read as rhythm: for many tempos, meters and downbeats at once.

Each hypothesis follows the singer's beat with a Kalman filter (place and period, as in Cemgil,
Kappen, Desain & Honing, "On tempo tracking", J. New Music Research 29, 2000) and pays for each
note what it costs in a bar of that meter (Temperley, Music and Probability, 2007: a rhythm is
a walk over the places of a bar). Ours: all hypotheses in one array, and the slack that a singer
gets after a breath, so that the beat is found anew in every phrase.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.humming.likely import Meters

Real = NDArray[np.float64]
Whole = NDArray[np.int64]

LATE_S = 0.028
"""How exactly people hum, and notes are heard."""
START_RATIO, DRIFT_RATIO = 0.025, 0.006
"""How far the first tempo may be off, and how much it wanders a beat."""
BREATH_S, SLACK_BEATS = 0.22, 0.10
LOST = 7.0
"""What one note out of all time costs at most."""
KEPT = 3
TRIED = 3


@dataclass(frozen=True, slots=True)
class Hypotheses:
    """What is to be tried: meter (a row of the tables) and beat period of each."""

    meter: Whole
    beat_s: Real
    tight: bool = False  # the tempo is known: a click


@dataclass(frozen=True, slots=True)
class Read:
    """One reading: which hypothesis, the place in the bar where the first note lies (steps), the
    step of each note from the first, its cost.
    """

    which: int
    first_step: int
    steps: Whole
    cost: float


def read_rhythm(starts_s: Real, rests_s: Real, tables: Meters, tried: Hypotheses) -> list[Read]:
    """Return the best reading of each hypothesis and each place of the first note.

    ``starts_s`` [N], ``rests_s`` [N]: the silence before each note.
    """
    places = tables.moves.shape[1]
    count, size = tried.meter.size, starts_s.size
    meter = tried.meter
    n = tables.steps[meter][:, None, None, None]
    row, place = np.arange(count)[:, None, None], np.arange(places)[None, :, None]
    step_s = (tried.beat_s / tables.steps_a_beat[meter])[:, None, None]
    shape = (count, places, KEPT)
    at = np.zeros(shape, np.int64)
    when, each = np.full(shape, starts_s[0]), np.broadcast_to(step_s, shape).copy()
    first = np.full(shape, LATE_S**2), np.zeros(shape)
    wander = 0.0005 if tried.tight else START_RATIO
    var_when, both = first
    var_each = (wander * each) ** 2
    cost = np.full(shape, np.inf)
    cost[:, :, 0] = tables.first[meter]
    came = np.zeros((size, *shape), np.int8)
    ats = np.zeros((size, *shape), np.int64)
    drift = 0.0 if tried.tight else DRIFT_RATIO
    for i in range(1, size):
        x = (starts_s[i] - when) / each
        ahead = np.rint(x).astype(np.int64)[..., None] + np.array([-1, 0, 1])
        beats = np.maximum(ahead, 1) / tables.steps_a_beat[meter][:, None, None, None]
        slack = (SLACK_BEATS * each * tables.steps_a_beat[meter][:, None, None]) ** 2
        slack = slack[..., None] * float(rests_s[i] > BREATH_S and not tried.tight)
        p11 = var_when[..., None] + ahead * (2 * both[..., None] + ahead * var_each[..., None])
        p11 = p11 + slack
        p12 = both[..., None] + ahead * var_each[..., None]
        p22 = var_each[..., None] + beats * (drift * each[..., None]) ** 2
        expected = when[..., None] + ahead * each[..., None]
        off, spread = starts_s[i] - expected, p11 + LATE_S**2
        late = np.minimum(0.5 * off**2 / spread, LOST) + 0.5 * np.log(spread / LATE_S**2)
        here = (place[..., None] + at[..., None]) % n
        jump = tables.moves[meter[:, None, None, None], here, np.clip(ahead, 0, n)]
        price = cost[..., None] + late + np.where(ahead >= 1, jump, np.inf)
        trust = (off**2 < 9.0 * spread).astype(float)
        k1, k2 = trust * p11 / spread, trust * p12 / spread
        options = (
            at[..., None] + ahead, expected + k1 * off, each[..., None] + k2 * off,
            p11 * (1.0 - k1), p12 * (1.0 - k1), p22 - k2 * p12, price,
        )  # fmt: skip
        flat = [o.reshape(count, places, KEPT * TRIED) for o in options]
        best = _best_distinct(flat[0], flat[-1])
        at, when, each, var_when, both, var_each, cost = (o[row, place, best] for o in flat)
        came[i], ats[i] = best // TRIED, at
    ends = (np.arange(places)[None, :, None] + at) % n[..., 0]
    cost = cost + tables.last[meter[:, None, None], ends]
    return _traced(cost, came, ats)


def _best_distinct(at: Whole, price: Real) -> Whole:
    """Return the cheapest ``KEPT`` of the last axis, no two at the same step."""
    order = np.argsort(price, axis=-1, kind="stable")
    sorted_at = np.take_along_axis(at, order, -1)
    again = np.zeros(at.shape, bool)
    for j in range(1, at.shape[-1]):
        again[..., j] = (sorted_at[..., :j] == sorted_at[..., j : j + 1]).any(axis=-1)
    return np.take_along_axis(order, np.argsort(again, axis=-1, kind="stable"), -1)[..., :KEPT]


def _traced(cost: Real, came: NDArray[np.int8], ats: Whole) -> list[Read]:
    size = came.shape[0]
    best = cost.argmin(axis=-1)
    row, place = np.indices(best.shape)
    price = cost[row, place, best]
    steps = np.zeros((size, *best.shape), np.int64)
    now = best
    for i in range(size - 1, 0, -1):
        steps[i] = ats[i, row, place, now]
        now = came[i, row, place, now].astype(np.int64)
    return [
        Read(int(r), int(p), steps[:, r, p], float(price[r, p]))
        for r, p in np.argwhere(np.isfinite(price))
    ]
