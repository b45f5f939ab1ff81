"""Gains and EQ of all tracks at once, in the band domain, so that they leave each other room.

The cost is the squared error of the balance, plus part of the squared error of the spectrum's
shape, plus what the tracks mask of one another weighted by who must be heard, plus a price on
every dB of EQ and on every corner in its curve. The gradient is analytic.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.features import BANDS_HZ
from tonmeister.producer.bands import TINY, Bands, k_power
from tonmeister.producer.plan import Plan

Matrix = NDArray[np.float64]

CENTRES_HZ = np.array([31, 63, 125, 250, 500, 1000, 2000, 4000, 8000, 16000.0])
CURVES = len(CENTRES_HZ)
BOOST_MOST_DB, CUT_MOST_DB, GAIN_MOST_DB = 3.0, -6.0, 3.0
SHAPE_WEIGHT, MASK_WEIGHT, RIDGE_WEIGHT, SMOOTH_WEIGHT, GAIN_WEIGHT = 0.15, 0.6, 0.02, 0.02, 0.05
SHAPE = slice(2, 28)  # 40 Hz to 12.7 kHz
MIDDLE = slice(5, 26)
MASK_FROM_DB, MASK_KNEE_DB = 3.0, 3.0
EMPTY_DB = 15.0
"""A band this far under its goal has nothing in it that an EQ could bring up."""


def _smooth_curves() -> Matrix:
    octaves = np.log2(BANDS_HZ)[None, :] - np.log2(CENTRES_HZ)[:, None]
    shapes = np.exp(-0.5 * (octaves / 0.6) ** 2)
    return np.asarray(shapes / shapes.sum(axis=0, keepdims=True))


SMOOTH = _smooth_curves()
"""``[10, 30]``: what each of the ten EQ curves does to each third octave, per dB."""

SPREAD = 10.0 ** (-np.abs(np.subtract.outer(np.log2(BANDS_HZ), np.log2(BANDS_HZ))))
"""``[30, 30]``: how much of one band the ear hears in another, about 10 dB an octave."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is known before the search: ``power`` [N, 30] at the static balance, ``duty`` [N],
    ``together`` [N, N] (part of the time of a row's track in which the column's plays too),
    ``priority`` [N], ``wanted_db`` [30].
    """

    power: Matrix
    duty: NDArray[np.float64]
    together: Matrix
    priority: NDArray[np.float64]
    wanted_db: Bands

    @property
    def count(self) -> int:
        """How many tracks there are."""
        return int(self.power.shape[0])

    def cost(self, p: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """Return the cost of gains and curves (``[N + 10 N]``, in dB) and its gradient."""
        n = self.count
        gain, eq = p[:n], p[n:].reshape(n, CURVES)
        power = self.power * 10.0 ** ((gain[:, None] + eq @ SMOOTH) / 10.0) + TINY
        total, slope = self._balance(power)
        for weight, part in ((SHAPE_WEIGHT, self._shape), (MASK_WEIGHT, self._masking)):
            value, push = part(power)
            total += weight * value
            slope += weight * push
        step = np.diff(eq, axis=1)
        total += (RIDGE_WEIGHT * (eq**2).sum() + SMOOTH_WEIGHT * (step**2).sum()) / n
        total += GAIN_WEIGHT * float((gain**2).mean())
        to_eq = slope @ SMOOTH.T + 2.0 * RIDGE_WEIGHT * eq / n
        to_eq[:, 1:] += 2.0 * SMOOTH_WEIGHT * step / n
        to_eq[:, :-1] -= 2.0 * SMOOTH_WEIGHT * step / n
        to_gain = slope.sum(axis=1) + 2.0 * GAIN_WEIGHT * gain / n
        return float(total), np.concatenate([to_gain, to_eq.ravel()])

    def _balance(self, power: Matrix) -> tuple[float, Matrix]:
        k = k_power()
        weighted = power * k
        loud = weighted.sum(axis=1)
        change = 10.0 * np.log10(loud / (self.power @ k + TINY))
        change -= change.mean()
        return float((change**2).mean()), 2.0 * change[:, None] / self.count * (
            weighted / loud[:, None]
        )

    def _shape(self, power: Matrix) -> tuple[float, Matrix]:
        parts = power * self.duty[:, None]
        mix = parts.sum(axis=0) + TINY
        off = 10.0 * np.log10(mix) - self.wanted_db
        weight = self._sounding()
        off -= off[MIDDLE].mean()
        value = float((weight * off**2)[SHAPE].sum() / max(weight[SHAPE].sum(), 1e-9))
        push = np.zeros(30)
        push[SHAPE] = (2.0 * weight * off)[SHAPE] / max(weight[SHAPE].sum(), 1e-9)
        push[MIDDLE] -= push.sum() / (MIDDLE.stop - MIDDLE.start)
        return value, push[None, :] * parts / mix

    def _sounding(self) -> Bands:
        mix = 10.0 * np.log10((self.power * self.duty[:, None]).sum(axis=0) + TINY)
        off = mix - self.wanted_db
        off -= np.median(off[MIDDLE])
        return np.asarray((off > -EMPTY_DB).astype(np.float64))

    def _masking(self, power: Matrix) -> tuple[float, Matrix]:
        weight = np.sqrt(self.power * k_power())  # the quiet bands carry much of the meaning
        weight = weight / weight.sum(axis=1, keepdims=True)
        others = self.together @ (power @ SPREAD.T) + TINY
        over = (10.0 * np.log10(others / power) - MASK_FROM_DB) / MASK_KNEE_DB
        share = self.priority[:, None] / self.priority.sum() * weight
        value = float((share * MASK_KNEE_DB * np.logaddexp(0.0, over)).sum())
        pull = share / (1.0 + np.exp(-over))
        push = power * ((self.together.T @ (pull / others)) @ SPREAD) - pull
        return value, push

    def masked_db(self, p: NDArray[np.float64]) -> float:
        """Return the weighted masking of the whole mix at these gains and curves."""
        n = self.count
        curve = p[:n, None] + p[n:].reshape(n, CURVES) @ SMOOTH
        return self._masking(self.power * 10.0 ** (curve / 10.0) + TINY)[0]


def problem_of(plan: Plan) -> Problem:
    """Set the problem up from the plan at its static balance."""
    active = np.stack([lane.active for lane in plan.lanes]).astype(np.float64)
    time = active.sum(axis=1, keepdims=True)
    together = active @ active.T / np.maximum(time, 1.0)
    np.fill_diagonal(together, 0.0)
    return Problem(
        power=np.stack([lane.mixed_power() for lane in plan.lanes]),
        duty=np.array([lane.duty for lane in plan.lanes]),
        together=together,
        priority=np.array([lane.place.priority_score for lane in plan.lanes]),
        wanted_db=plan.wanted_db,
    )


def solve(problem: Problem) -> tuple[NDArray[np.float64], Matrix]:
    """Return gains ``[N]`` and EQ curves ``[N, 10]`` in dB at the lowest cost found."""
    from scipy.optimize import minimize  # slow to import, and only needed here

    n = problem.count
    bounds = [(-GAIN_MOST_DB, GAIN_MOST_DB)] * n + [(CUT_MOST_DB, BOOST_MOST_DB)] * (n * CURVES)
    found = minimize(
        problem.cost,
        np.zeros(n * (1 + CURVES)),
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"maxiter": 80, "maxfun": 150},
    )
    p = np.asarray(found.x, dtype=np.float64)
    return p[:n], p[n:].reshape(n, CURVES)
