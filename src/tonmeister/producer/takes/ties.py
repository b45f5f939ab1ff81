"""Which takes the measures cannot tell apart.

Had the singer sung other notes as well as these, would the better take still be the better one?
The notes are drawn again many times (with repeats, the same ones for both takes: a paired
bootstrap, Efron & Tibshirani 1993). If the difference changes its sign in more than one of
twenty draws, the two are equal to the ear.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tonmeister.knowledge.take_weights import TakeCost
from tonmeister.listening.takes.measured import Measured
from tonmeister.model import PhraseScore

Real = NDArray[np.float64]

DRAWS, SEED = 500, 4
INSIDE_PERCENT = (5.0, 95.0)
NO_DIFFERENCE = 0.05
"""About a cent and a half: the measures themselves are no finer."""
BY_NOTE = {
    "pitch": "pitch_off_cents",
    "late": "late_ms",
    "early": "early_ms",
    "own_tempo": "own_tempo_off_ms",
}
CAP_CENTS, CAP_MS = 150.0, 150.0


def ties(
    measured: Measured,
    scores: Mapping[int, Sequence[PhraseScore]],
    lengths_s: Sequence[float],
    costs: Sequence[TakeCost],
) -> dict[int, tuple[int, ...]]:
    """Return for each take the numbers of those it is tied with."""
    numbers = sorted(scores)
    if len(numbers) < 2 or not lengths_s:
        return dict.fromkeys(numbers, ())
    drawn = np.array([_draws(n, measured, scores[n], lengths_s, costs) for n in numbers])
    tied: dict[int, list[int]] = {number: [] for number in numbers}
    for i, one in enumerate(numbers):
        for j in range(i + 1, len(numbers)):
            low, high = np.percentile(drawn[i] - drawn[j], INSIDE_PERCENT)
            if low < NO_DIFFERENCE and high > -NO_DIFFERENCE:
                tied[one].append(numbers[j])
                tied[numbers[j]].append(one)
    return {number: tuple(sorted(row)) for number, row in tied.items()}


def _draws(
    take: int,
    measured: Measured,
    phrases: Sequence[PhraseScore],
    lengths_s: Sequence[float],
    costs: Sequence[TakeCost],
) -> Real:
    """Return what a take costs in each draw: its notes drawn again, the rest as it is."""
    by_name = {cost.name: cost for cost in costs}
    weight = np.array(lengths_s) / sum(lengths_s)
    total = np.zeros(DRAWS)
    for k, phrase in enumerate(phrases):
        known = measured[take, phrase.phrase]
        fixed = sum(v for name, v in phrase.costs.items() if name not in BY_NOTE)
        total += weight[k] * fixed
        count = known.cents.size
        if not count:
            continue
        rng = np.random.default_rng((SEED, k, count))
        which = rng.integers(0, count, (DRAWS, count))
        off = np.clip(np.abs(known.cents), 0.0, CAP_CENTS)
        late = np.clip(known.late_ms, -CAP_MS, CAP_MS)
        for name, values, by in (
            ("pitch", off, known.lengths_s),
            ("late", np.maximum(late, 0.0), np.ones(count)),
            ("early", np.maximum(-late, 0.0), np.ones(count)),
            ("own_tempo", np.abs(late), np.ones(count)),
        ):
            if name in by_name and BY_NOTE[name] in known.facts:
                total += weight[k] * _cost(by_name[name], values, by, which)
    return total


def _cost(cost: TakeCost, values: Real, by: Real, which: NDArray[np.int64]) -> Real:
    """Return what one cost is in each draw."""
    told = np.isfinite(values)
    if not told.any():
        return np.zeros(len(which))
    heavy = np.where(told, by, 0.0)[which]
    whole = heavy.sum(axis=1)
    usual = float(np.average(values[told], weights=by[told]))
    mean = (np.where(told, values, 0.0)[which] * heavy).sum(axis=1)
    mean = np.where(whole > 0.0, mean / np.where(whole > 0.0, whole, 1.0), usual)
    over = np.clip((mean - cost.free) / cost.costs_one, 0.0, cost.most)
    return np.asarray(cost.weight * over)
