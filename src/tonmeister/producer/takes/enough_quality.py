"""How good each take is against the others, phrase by phrase, and its facts in a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.model import PhraseScore, TakeScore
from tonmeister.producer.takes.enough_trend import trend

Real = NDArray[np.float64]

LEAST_SPREAD_SCORE = 0.05
"""Takes closer together than this do not differ: about a cent."""


@dataclass(frozen=True, slots=True)
class InOrder:
    """A number of each phrase of each take in the order of recording, [takes, phrases]; nan where
    a take has nothing of a phrase.
    """

    takes: tuple[int, ...]
    phrases: tuple[int, ...]
    values: Real

    @property
    def by_take(self) -> Real:
        """The takes' mean over phrases, each against the median of that phrase over the takes.

        So a take that has only some of the phrases is compared on those. nan: it has none.
        """
        off = self.values - _nan_median(self.values)
        known = np.isfinite(off)
        sums = np.where(known, off, 0.0).sum(axis=1)
        counts = known.sum(axis=1)
        return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def quality(scores: Sequence[TakeScore]) -> InOrder:
    """Return what each phrase is worth: minus its cost, so that more is better."""
    return in_order(scores, lambda one: -one.cost_score)


def fact(scores: Sequence[TakeScore], name: str) -> InOrder:
    """Return one measured fact of each phrase of each take."""
    return in_order(scores, lambda one: one.facts.get(name, np.nan))


def in_order(scores: Sequence[TakeScore], value: Callable[[PhraseScore], float]) -> InOrder:
    """Lay the takes in the order of recording. A phrase that is left out whole is not known."""
    ordered = sorted(scores, key=lambda score: score.take)
    phrases = sorted({one.phrase for score in ordered for one in score.phrases})
    rows = np.full((len(ordered), len(phrases)), np.nan)
    for k, score in enumerate(ordered):
        for one in score.phrases:
            if one.facts.get("missing_percent", 0.0) < 99.0:
                rows[k, phrases.index(one.phrase)] = value(one)
    return InOrder(tuple(score.take for score in ordered), tuple(phrases), rows)


def spread(values: Real) -> float:
    """Return the standard deviation of takes around their trend, in the takes' own numbers."""
    known = values[np.isfinite(values)]
    if known.size < 3:
        return LEAST_SPREAD_SCORE
    line = trend(known).slope_score * np.arange(known.size)
    return max(float(np.std(known - line, ddof=2)), LEAST_SPREAD_SCORE)


def _nan_median(values: Real) -> Real:
    """Return the median of each column, nan where nothing is known."""
    known = np.isfinite(values).any(axis=0)
    out = np.full(values.shape[1], np.nan)
    if known.any():
        out[known] = np.nanmedian(values[:, known], axis=0)
    return out
