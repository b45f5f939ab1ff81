"""Clipped peaks: drawn again over the place where they were cut off, from the wave around."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal.restore.foretelling import filled
from tonmeister.signal.restore.sparse import sparse_between

Real = NDArray[np.float64]

BLOCK_S, ORDER, ROUNDS = 0.04, 64, 3
MOST_DB = 12.0
"""No peak is drawn further over the ceiling than this: what was lost deeper is not known."""

STEEPER = 3.0
"""A wave may be so many times as steep inside its top as it was on the way there."""

SHORT_S, LONG_S = 0.0003, 0.001
"""Short cuts are drawn by what is foretold as much as by what is sparse, long ones by the latter
alone: nothing can be foretold over a whole millisecond."""


def declipped(x: Real, rate_hz: int, ceiling: float, floor: float) -> Real:
    """Return ``x`` [n] with every sample at ``ceiling`` (or at ``floor`` below) drawn again.

    What was not clipped stays bit by bit; what was comes out at the ceiling or beyond it.
    """
    up, down = x >= ceiling, x <= floor
    bad = up | down
    if not bad.any():
        return x.copy()
    most = 10.0 ** (MOST_DB / 20.0)
    tent = _tent(x, up, down)
    low = np.where(up, ceiling, np.maximum(most * floor, floor - tent))
    high = np.where(up, np.minimum(most * ceiling, ceiling + tent), floor)
    foretold = _foretold(x, rate_hz, low, high, bad)
    sparse = sparse_between(x, low, high, bad)
    share = 0.5 * np.clip((LONG_S - _lengths(up, down) / rate_hz) / (LONG_S - SHORT_S), 0.0, 1.0)
    return np.asarray(np.where(bad, sparse + share * (foretold - sparse), x))


def _tent(x: Real, up: NDArray[np.bool_], down: NDArray[np.bool_]) -> Real:
    """Return how far over the ceiling each flat sample may lie: under the lines that go on from
    how steep the wave was on either side, as the top of a wave is bent inwards.
    """
    which = up.astype(np.int8) - down.astype(np.int8)
    out = np.zeros(x.size)
    edges = np.concatenate([[0], np.flatnonzero(np.diff(which)) + 1, [which.size]])
    for first, last in pairwise(edges):
        if which[first] == 0:
            continue
        before, after = x[max(0, first - 4) : first + 1], x[last - 1 : last + 4]
        steps = [np.abs(np.diff(side)).max(initial=0.0) for side in (before, after)]
        way = np.arange(last - first) + 1.0
        out[first:last] = STEEPER * np.minimum(steps[0] * way, steps[1] * way[::-1])
    return out


def _lengths(up: NDArray[np.bool_], down: NDArray[np.bool_]) -> Real:
    """Return for each sample how many frames its flat top is long (0 outside)."""
    which = up.astype(np.int8) - down.astype(np.int8)
    edges = np.concatenate([[0], np.flatnonzero(np.diff(which)) + 1, [which.size]])
    runs = np.diff(edges).astype(np.float64)
    return np.asarray(np.repeat(np.where(which[edges[:-1]] != 0, runs, 0.0), np.diff(edges)))


def _foretold(x: Real, rate_hz: int, low: Real, high: Real, bad: NDArray[np.bool_]) -> Real:
    out = x.copy()
    hop = max(4 * ORDER, int(BLOCK_S * rate_hz) // 2)
    for begin in range(0, x.size, hop):
        end = min(x.size, begin + hop)
        if not bad[begin:end].any():
            continue
        first, last = max(0, begin - hop), min(x.size, end + hop)
        places = np.flatnonzero(bad[first:last])
        at = first + places
        piece = filled(out[first:last], places, ORDER, rounds=ROUNDS, bounds=(low[at], high[at]))
        new = np.flatnonzero(bad[begin:end]) + begin
        out[new] = piece[new - first]
    return out
