"""Swing and push together: which of it is the grid's, which the lane's.

A stroke is late by its lane's push, and by the swing in proportion to how near it stands to the
second note of a pair. Both are linear, so all lanes are solved for at once; lanes that play on
and between the pairs tell the two apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.grooves.strokes import PlayedStroke
from tonmeister.music.feel import straight_place, swung_place

Row = NDArray[np.float64]

GRIDS = (4, 3, 8, 6, 12)
"""Steps a quarter that strokes are sought on: sixteenths before triplets before finer ones."""
MANY = 48
"""So many strokes are needed before finer steps than sixteenths and triplets are believed."""
HIGHEST_PERCENT = 78.0
_STARTS_PERCENT = (52.0, 56.0, 62.0, 66.7, 72.0)
_ROUNDS = 4
_NEAR = 0.22
"""So far (in steps) from its step a stroke belongs to it; what lies between is part of a roll."""
_BETWEEN = (1 / 3, 0.5, 2 / 3)
_MOST, _ALL = 0.85, 0.88
_SURE = 12.0
"""How much likelier (twice its logarithm) swing must be than straight to be believed."""
_EXACT = 1e-3
_WEAK = 1e-3
_PLAIN_SWING = (57.0, 8)
_COARSER = 1.3
_FEW = 4
_ROLL_QUARTERS = 0.2
_LEAST_SWUNG, _SWUNG_SHARE = 6, 0.06
_STRAY, _STRAY_QUARTERS = 4.5, 0.003


@dataclass(frozen=True, slots=True)
class Fit:
    """Where the strokes belong.

    ``steps_quarters``: the straight place of each stroke [strokes]; ``late_quarters``: how much
    later it was played than the swung grid [strokes]; ``push_quarters`` the mean of it by lane.
    ``on_step``: which strokes stand on a step, not between as part of a roll. ``apart``: some
    lane plays on and between the pairs, so that swing and push can be told apart.
    """

    percent: float
    grid: int
    per_quarter: int
    steps_quarters: Row
    late_quarters: Row
    push_quarters: Mapping[str, float]
    on_step: NDArray[np.bool_]
    apart: bool

    @property
    def near(self) -> float:
        """The share of strokes that stand on a step."""
        return float(self.on_step.mean())


def fitted(strokes: Sequence[PlayedStroke], *, swings: bool = True) -> Fit:
    """Return the grid, swing and pushes that explain strokes (in quarters) best.

    ``swings``: whether pairs may be uneven (not in 6/8 and the like, where only sixteenths may).
    Strokes whose moment is not clear count where a lane has too few others.
    """
    single = [s for s, r in zip(strokes, _in_rolls(strokes), strict=True) if not r]
    whole = _held(strokes, _fitted(single or strokes, swings=swings))
    clear = _clear(strokes, whole)
    if all(clear):
        return whole
    some = [s for s, c in zip(strokes, clear, strict=True) if c and s in single]
    return _held(strokes, _fitted(some, swings=swings))


def _in_rolls(strokes: Sequence[PlayedStroke]) -> list[bool]:
    """Return which strokes lie inside an even run of short steps in their lane: they tell nothing
    of the swing.
    """
    out = [False] * len(strokes)
    for lane in {s.lane for s in strokes}:
        own = sorted((n for n, s in enumerate(strokes) if s.lane == lane),
                     key=lambda n: strokes[n].at)  # fmt: skip
        for a, b, c in zip(own, own[1:], own[2:], strict=False):
            before, after = strokes[b].at - strokes[a].at, strokes[c].at - strokes[b].at
            if max(before, after) < _ROLL_QUARTERS and abs(before - after) < 0.2 * before:
                out[b] = True
    return out


def _clear(strokes: Sequence[PlayedStroke], fit: Fit) -> list[bool]:
    """Return which strokes to go by: clear ones; where some are not, no strays of their lane."""
    heard = all(s.clear for s in strokes)
    away = fit.late_quarters - np.array([fit.push_quarters[s.lane] for s in strokes])
    out = [True] * len(strokes)
    for lane in fit.push_quarters:
        own = [n for n, s in enumerate(strokes) if s.lane == lane]
        clear = [n for n in own if strokes[n].clear and fit.on_step[n]]
        if heard or len(clear) < _FEW:
            continue
        middle = float(np.median(away[clear]))
        most = _STRAY * float(np.median(np.abs(away[clear] - middle))) + _STRAY_QUARTERS
        good = {n for n in clear if abs(away[n] - middle) <= most}
        for n in own:
            out[n] = n in good
    return out


def _held(strokes: Sequence[PlayedStroke], fit: Fit) -> Fit:
    """Return a fit of some strokes for all of them."""
    at = np.array([s.at for s in strokes])
    pushes = np.array([fit.push_quarters[s.lane] for s in strokes])
    places, on = _placed(at - pushes, fit.percent, fit.grid, fit.per_quarter)
    heard = np.array([swung_place(float(x), fit.percent, fit.grid) for x in places])
    return replace(fit, steps_quarters=places, late_quarters=at - heard, on_step=on)


def _fitted(strokes: Sequence[PlayedStroke], *, swings: bool) -> Fit:
    at = np.array([s.at for s in strokes])
    lanes = [s.lane for s in strokes]
    best: tuple[float, Fit] | None = None
    for per_quarter in GRIDS if len(strokes) >= MANY else GRIDS[:2]:
        cost, fit = _on_steps(at, lanes, per_quarter, swings=swings)
        if best is None or cost < 0.4 * best[0]:
            best = (cost, fit)
        if best[1].near >= _MOST:
            break
    assert best is not None
    return best[1]


def _on_steps(
    at: Row, lanes: Sequence[str], per_quarter: int, *, swings: bool
) -> tuple[float, Fit]:
    """Return the best fit on a number of steps a quarter, and its cost."""
    straight = _solved(at, lanes, 50.0, 16, per_quarter, free=False)
    cost = _cost(straight, lanes)
    if per_quarter != 4:
        return cost * (per_quarter / 4.0) ** 2, straight
    swung = [
        _solved(at, lanes, start, grid, 4, free=True)
        for grid in ((8, 16) if swings else (16,))
        for start in _STARTS_PERCENT
    ]
    best = min(swung, key=lambda fit: _cost(fit, lanes))
    coarse = _plain_swing(at, lanes) if swings else None
    if coarse and _cost(coarse, lanes) < _COARSER * min(cost, _cost(best, lanes)):
        return _cost(coarse, lanes), replace(coarse, per_quarter=4)
    if _played(best) and len(at) * np.log(cost / _cost(best, lanes)) > _SURE:
        return _cost(best, lanes), best
    return cost, straight


def _plain_swing(at: Row, lanes: Sequence[str]) -> Fit | None:
    """Return the reading as long and short eighths: then a late sixteenth is a short eighth."""
    percent, least = _PLAIN_SWING
    some = [_solved(at, lanes, start, 8, 2, free=True) for start in _STARTS_PERCENT]
    fit = min(some, key=lambda f: _cost(f, lanes))
    off = int((fit.steps_quarters % 1.0 > 0).sum())
    return fit if fit.percent >= percent and fit.near >= _ALL and off >= least else None


def _played(fit: Fit) -> bool:
    """Whether enough strokes stand where the swing is, more than a stray double."""
    swung = int((_weight(fit.steps_quarters, fit.grid)[fit.on_step] > 0.9).sum())
    return swung >= max(_LEAST_SWUNG, _SWUNG_SHARE * len(fit.on_step))


def _cost(fit: Fit, lanes: Sequence[str]) -> float:
    """Return the mean square distance of strokes from where their lane plays, in quarters."""
    pushes = np.array([fit.push_quarters[lane] for lane in lanes])
    most = _NEAR / 4.0
    away = np.where(fit.on_step, np.minimum(np.abs(fit.late_quarters - pushes), most), most)
    return float(np.mean(away**2)) + _EXACT**2


def _weight(places: Row, grid: int) -> Row:
    """Return how much of the swing each place takes: all of it half way through a pair."""
    share = places / (8.0 / grid) % 1.0
    return np.asarray(1.0 - np.abs(2.0 * share - 1.0))


def _solved(
    at: Row, lanes: Sequence[str], percent: float, grid: int, per_quarter: int, *, free: bool
) -> Fit:
    names = list(dict.fromkeys(lanes))
    column = np.array([names.index(lane) for lane in lanes])
    own = np.zeros((len(at), len(names)))
    own[np.arange(len(at)), column] = 1.0
    pushes, pair, apart = np.zeros(len(names)), 8.0 / grid, False
    for _ in range(_ROUNDS):
        places, on = _placed(at - pushes[column], percent, grid, per_quarter)
        swing = _weight(places, grid) * pair / 2.0
        if free and on.any():
            apart = any(np.ptp(swing[on & (column == n)]) > pair / 4 for n in np.unique(column[on]))
            matrix = np.vstack([np.column_stack([own, swing])[on], np.eye(len(names) + 1) * _WEAK])
            late = np.append((at - places)[on], np.zeros(len(names) + 1))
            more = float(np.linalg.lstsq(matrix, late, rcond=None)[0][-1])
            percent = float(np.clip(50.0 * (1.0 + more), 50.0, HIGHEST_PERCENT))
        late = at - places - swing * (percent / 50.0 - 1.0)
        pushes = np.array([_mean(late[on & (column == n)]) for n in range(len(names))])
    heard = np.array([swung_place(float(x), percent, grid) for x in places])
    return Fit(
        percent=percent, grid=grid, per_quarter=per_quarter, steps_quarters=places,
        late_quarters=at - heard,
        push_quarters=dict(zip(names, map(float, pushes), strict=True)), on_step=on, apart=apart,
    )  # fmt: skip


def _mean(row: Row) -> float:
    return float(row.mean()) if row.size else 0.0


def _placed(
    early: Row, percent: float, grid: int, per_quarter: int
) -> tuple[Row, NDArray[np.bool_]]:
    """Return the straight place of each stroke, and which of them stand on a step."""
    steps = per_quarter * np.array([straight_place(float(x), percent, grid) for x in early])
    on = np.abs(steps - np.round(steps)) < _NEAR
    if per_quarter != 4:
        return np.round(steps) / per_quarter, on
    between = np.array(_BETWEEN)
    share = steps - np.floor(steps)
    nearest = between[np.abs(share[:, None] - between).argmin(axis=1)]
    places = np.where(on, np.round(steps), np.floor(steps) + nearest)
    return places / per_quarter, on
