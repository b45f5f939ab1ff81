"""Whether everything steps back when the low end strikes, as under a compressor that hears it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.dynamics_fine import FINE_S, Fine
from tonmeister.listening.tone_change import most
from tonmeister.listening.tone_moments import Moments
from tonmeister.model import Span

Real = NDArray[np.float64]
RISE_STEPS, RISE_DB, LOUD_DB, APART = 6, 4.0, 12.0, 40
SPAN = 40
BACK_S = 0.15
"""A gain that comes back in this time (a Gaussian's) is looked for; others look much like it."""
MOST_DB, SLACK_DB = 8.0, 1.2
LIKE_KICKS, SMOOTH_KICKS = 5, 5
LEAST_KICKS = 5
LONGEST_GAP_S = 3.0


@dataclass(frozen=True, slots=True)
class Pump:
    """A stretch in which middle and highs step back by ``depth_db`` at each stroke of the low end,
    compared with the rest; ``certainty`` counts standard errors.
    """

    where: Span
    depth_db: float
    certainty: float
    kicks_count: int


def in_db(power: NDArray[np.floating]) -> Real:
    """Return power in dB, down to 70 dB under its loudest."""
    floor = float(power.max(initial=0.0)) * 1e-7 + 1e-14
    return np.asarray(10.0 * np.log10(power.astype(np.float64) + floor), np.float64)


def kicks(levels: Fine) -> NDArray[np.intp]:
    """Return the steps at which the low end strikes, at least 0.4 s apart."""
    low = in_db(levels.power[:, 0].sum(axis=0))
    if low.size < 4 * SPAN:
        return np.zeros(0, np.intp)
    rise = np.zeros_like(low)
    rise[RISE_STEPS:] = low[RISE_STEPS:] - low[:-RISE_STEPS]
    strong = (rise > RISE_DB) & (low > np.percentile(low, 98) - LOUD_DB)
    at: list[int] = []
    for step in np.flatnonzero(strong[: low.size - SPAN]).tolist():
        if not at or step - at[-1] > APART:
            at.append(step)
    return np.maximum(np.array(at, np.intp) - 2, 0)


def _template() -> Real:
    since_s = np.arange(SPAN) * FINE_S
    duck = -np.exp(-np.square(since_s / BACK_S) / 2.0) * np.clip(since_s / 0.01, 0.0, 1.0)
    even = duck - duck.mean()
    return np.asarray(even / float(even @ even), np.float64)


def ducks_db(levels: Fine, at: NDArray[np.intp], song: Moments) -> Real:
    """Return how deep a gain dips at each kick against what is usual, in dB.

    Usual is half the middle of the song, half that of the five kicks in moments most like this
    one, elsewhere. Middle and highs are asked apart and joined, the steadier counting more; of
    five kicks in a row the middle one counts.
    """
    moment = np.minimum((at * FINE_S / song.step_s).astype(int), len(song.on) - 1)
    likes = np.argsort(song.apart[np.ix_(moment, moment)], axis=1, kind="stable")[:, :LIKE_KICKS]
    each, trust = [], []
    template = _template()
    for band in (1, 2):
        level = in_db(levels.power[:, band].sum(axis=0))
        depth = level[at[:, None] + np.arange(SPAN)[None]] @ template
        off = depth - (np.median(depth[likes], axis=1) + float(np.median(depth))) / 2.0
        low, high = np.percentile(off, [25.0, 75.0])
        each.append(np.clip(off, -MOST_DB, MOST_DB))
        trust.append(1.0 / max(float(high - low), 1.0))
    joined = (each[0] * trust[0] + each[1] * trust[1]) / (trust[0] + trust[1])
    half = SMOOTH_KICKS // 2
    near = [joined[max(0, i - half) : i + half + 1] for i in range(len(joined))]
    return np.array([float(np.median(few)) for few in near])


def pumps(levels: Fine, song: Moments) -> list[Pump]:
    """Return stretches that pump while the rest does not."""
    at = kicks(levels)
    if at.size < 3 * LEAST_KICKS:
        return []
    depth = ducks_db(levels, at, song)
    speaks = np.clip(depth - SLACK_DB, -MOST_DB / 2.0, MOST_DB / 2.0)
    out = []
    for _ in range(3):
        first, last = most(speaks)
        if last - first < LEAST_KICKS:
            break
        rest = np.delete(depth, np.s_[first:last])
        if rest.size >= LEAST_KICKS:
            by = float(depth[first:last].mean() - rest.mean())
            spread = max(float(np.std(rest)), 0.5)
            end = min(int(at[last - 1]) + SPAN, levels.steps)
            if last < at.size and (at[last] - at[last - 1]) * FINE_S < LONGEST_GAP_S:
                end = int(at[last])
            where = Span(float(at[first]) * FINE_S, end * FINE_S)
            out.append(Pump(where, by, by / spread * float(np.sqrt(last - first)), last - first))
        speaks[first:last] = -MOST_DB
    return sorted(out, key=lambda pump: pump.where.start_s)
