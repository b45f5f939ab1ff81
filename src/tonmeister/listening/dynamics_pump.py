"""Whether everything steps back when the low end strikes, as under a compressor that hears it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.dynamics_fine import FINE_S, Fine
from tonmeister.listening.tone_change import most
from tonmeister.model import Span

Real = NDArray[np.float64]
RISE_STEPS, RISE_DB, LOUD_DB, APART = 6, 4.0, 12.0, 40
SPAN = 40
BACK_S = 0.15
"""A gain that comes back in this time (a Gaussian's) is looked for; others look much like it."""
MOST_DB, SLACK_DB = 8.0, 1.5
LIKE_KICKS, SMOOTH_KICKS = 5, 5
APART_S, APART_PART = 8.0, 0.3
LEAST_KICKS, LEAST_SPREAD_DB = 5, 1.0
LONGEST_GAP_S = 3.0


@dataclass(frozen=True, slots=True)
class Pump:
    """A stretch in which all above 160 Hz steps back by ``depth_db`` at each stroke of the low
    end, compared with the rest; ``certainty`` counts standard errors of the difference.
    """

    where: Span
    depth_db: float
    certainty: float
    kicks_count: int


def in_db(power: NDArray[np.floating]) -> Real:
    """Return power in dB, down to 70 dB under its loudest."""
    floor = float(power.max(initial=0.0)) * 1e-7 + 1e-14
    return np.asarray(10.0 * np.log10(power.astype(np.float64) + floor), np.float64)


def strokes(levels: Fine) -> list[NDArray[np.intp]]:
    """Return the steps at which the low end strikes, at least 0.4 s apart, in two readings.

    Which strokes a compressor follows is not known: each that comes 0.4 s after the last, or the
    strongest around.
    """
    low = in_db(levels.power[:, 0].sum(axis=0))
    if low.size < 4 * SPAN:
        return []
    rise = np.zeros_like(low)
    rise[RISE_STEPS:] = low[RISE_STEPS:] - low[:-RISE_STEPS]
    strong = (rise > RISE_DB) & (low > np.percentile(low, 98) - LOUD_DB)
    found = np.flatnonzero(strong[: low.size - SPAN]).tolist()
    each: list[int] = []
    for step in found:
        if not each or step - each[-1] > APART:
            each.append(step)
    tallest: list[int] = []
    for step in sorted(found, key=lambda step: (-rise[step] - low[step] / 2.0, step)):
        if all(abs(step - other) > APART for other in tallest):
            tallest.append(step)
    begins = [_begin(strong, step) for step in sorted(tallest)]
    return [np.maximum(np.array(at, np.intp) - 2, 0) for at in (each, begins)]


def _begin(strong: NDArray[np.bool_], step: int) -> int:
    """Return where the rise that a step belongs to begins."""
    first = step
    while first > 0 and strong[first - 1] and step - first < RISE_STEPS:
        first -= 1
    return first


def _template() -> Real:
    since_s = np.arange(SPAN) * FINE_S
    duck = -np.exp(-np.square(since_s / BACK_S) / 2.0) * np.clip(since_s / 0.01, 0.0, 1.0)
    return np.asarray(duck - duck.mean(), np.float64)


def ducks_db(bands_db: Real, at: NDArray[np.intp]) -> Real:
    """Return how much deeper a gain dips at each stroke than at strokes like it elsewhere, in dB.

    ``bands_db`` [10, T] are levels every 10 ms. Two strokes are alike where the 0.4 s after them
    are, in all bands, once a common dip is taken out of their difference; the dip is what the
    middle band says, so that no single part (a snare, a cymbal) decides.
    """
    dip = _template()
    power = float(dip @ dip)
    after = np.stack([level[at[:, None] + np.arange(SPAN)[None]] for level in bands_db], axis=1)
    after -= after.mean(axis=(1, 2), keepdims=True)
    dips = after @ dip
    flat = after.reshape(at.size, -1)
    length = np.square(flat).sum(axis=1)
    apart = min(APART_S, APART_PART * float(at[-1] - at[0]) * FINE_S) / FINE_S
    out = np.zeros(at.size)
    for stroke in range(at.size):
        off = dips[stroke][None] - dips
        depth = np.median(off, axis=1) / power
        left = length[stroke] + length - 2.0 * flat @ flat[stroke]
        left += depth * (len(bands_db) * power * depth - 2.0 * off.sum(axis=1))
        left[np.abs(at - at[stroke]) < apart] = np.inf
        out[stroke] = np.median(depth[np.argsort(left, kind="stable")[:LIKE_KICKS]])
    return out


def _smooth(depth: Real) -> Real:
    """Return the middle of five strokes in a row, for each."""
    half = SMOOTH_KICKS // 2
    near = [depth[max(0, i - half) : i + half + 1] for i in range(depth.size)]
    return np.array([float(np.median(few)) for few in near])


def pumps(levels: Fine, bands_db: Real, least_db: float) -> list[Pump]:
    """Return stretches that pump while the rest does not, by so much at least.

    Of two readings of the strokes that overlap, the surer one counts.
    """
    every = [pump for at in strokes(levels) for pump in _pumps(at, levels.steps, bands_db)]
    every = [pump for pump in every if pump.depth_db >= least_db]
    out: list[Pump] = []
    for pump in sorted(every, key=lambda pump: -pump.certainty):
        apart = [
            pump.where.end_s <= other.where.start_s or other.where.end_s <= pump.where.start_s
            for other in out
        ]
        if all(apart):
            out.append(pump)
    return sorted(out, key=lambda pump: pump.where.start_s)


def _pumps(at: NDArray[np.intp], steps: int, bands_db: Real) -> list[Pump]:
    at = at[at < bands_db.shape[1] - SPAN]
    if at.size < 3 * LEAST_KICKS:
        return []
    depth = ducks_db(bands_db, at)
    speaks = np.clip(_smooth(depth) - SLACK_DB, -MOST_DB / 2.0, MOST_DB / 2.0)
    out = []
    for _ in range(3):
        first, last = most(speaks)
        if last - first < LEAST_KICKS:
            break
        inside, rest = depth[first:last], np.delete(depth, np.s_[first:last])
        if rest.size >= LEAST_KICKS:
            by, error = _difference(inside, rest)
            end = min(int(at[last - 1]) + SPAN, steps)
            if last < at.size and (at[last] - at[last - 1]) * FINE_S < LONGEST_GAP_S:
                end = int(at[last])
            where = Span(float(at[first]) * FINE_S, end * FINE_S)
            out.append(Pump(where, by, by / error, last - first))
        speaks[first:last] = -MOST_DB
    return out


def _difference(inside: Real, rest: Real) -> tuple[float, float]:
    """Return how far the middles of two groups of strokes lie apart, and its standard error."""
    around = [np.clip(d - np.median(d), -MOST_DB, MOST_DB) for d in (inside, rest)]
    spread = np.sqrt(np.square(np.concatenate(around)).sum() / (inside.size + rest.size - 2))
    error = max(float(spread), LEAST_SPREAD_DB) * np.sqrt(1.0 / inside.size + 1.0 / rest.size)
    return float(np.median(inside) - np.median(rest)), float(error)
