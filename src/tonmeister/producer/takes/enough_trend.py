"""Whether a row of takes goes up or down: robust slope, and how likely chance would do the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Trend:
    """``slope_score``: change a take (Theil-Sen: the median of the slopes between all pairs).
    ``chance_ratio``: how often takes without any trend would rise or fall at least as clearly
    (Mann-Kendall, two-sided, exact); 1 where there are too few to tell.
    """

    slope_score: float
    chance_ratio: float
    takes_count: int


NO_TREND = Trend(0.0, 1.0, 0)


def trend(values: Sequence[float] | NDArray[np.float64]) -> Trend:
    """Return the trend of values in their order; those that are nan are left out.

    Sen, "Estimates of the regression coefficient based on Kendall's tau", J. Am. Stat. Assoc. 63
    (1968); Mann, "Nonparametric tests against trend", Econometrica 13 (1945). Ties count as
    neither up nor down, which keeps the chance on the careful side.
    """
    known = [(i, float(v)) for i, v in enumerate(values) if np.isfinite(v)]
    if len(known) < 2:
        return Trend(0.0, 1.0, len(known))
    pairs = list(combinations(known, 2))
    slope = float(np.median([(b[1] - a[1]) / (b[0] - a[0]) for a, b in pairs]))
    score = int(sum(np.sign(b[1] - a[1]) for a, b in pairs))
    return Trend(slope, _chance(abs(score), len(known)), len(known))


def _chance(score: int, count: int) -> float:
    """Return how likely a Kendall score of at least this size is without any trend."""
    if score == 0:
        return 1.0
    ways = _ways(count)
    most = count * (count - 1) // 2
    as_clear = sum(w for swaps, w in enumerate(ways) if most - 2 * swaps >= score)
    return float(min(1.0, 2.0 * as_clear / sum(ways)))


@cache
def _ways(count: int) -> tuple[int, ...]:
    """Return how many orders of ``count`` things have 0, 1, 2, ... swaps (Mahonian numbers)."""
    ways = [1]
    for size in range(2, count + 1):
        longer = [0] * (len(ways) + size - 1)
        for swaps, number in enumerate(ways):
            for more in range(size):
                longer[swaps + more] += number
        ways = longer
    return tuple(ways)
