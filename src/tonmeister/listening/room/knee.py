"""Where a decay sinks into the noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]

FIRST_STEP_S = 0.02
STEPS_IN_10_DB = 5.0
OVER_NOISE_DB, LATE_DB = 7.0, 20.0
NOISE_AFTER_DB, LEAST_NOISE = 10.0, 0.1
ROUNDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Knee:
    """``at_s``: where decay and noise meet, from the beginning; ``noise``: mean square of the
    noise; ``level``: of the decay at that place; ``rate_per_s``: how fast the late decay falls
    (e-folds of power a second); ``range_db``: from the loudest moment to the noise.
    """

    at_s: float
    noise: float
    level: float
    rate_per_s: float
    range_db: float


def knee(power: Real, rate_hz: int) -> Knee | None:
    """Find where the squared response [frames] sinks into the noise; ``None``: it never falls.

    A. Lundeby, T. E. Vigran, H. Bietz and M. Vorlaender, Acustica 81, 1995.
    """
    length_s = power.size / rate_hz
    noise = float(np.mean(power[round((1.0 - LEAST_NOISE) * power.size) :]))
    step_s, start_s = FIRST_STEP_S, 0.0
    found: tuple[float, float] | None = None
    at_s, range_db = length_s, 0.0
    for turn in range(ROUNDS):
        time_s, level_db = _levels(power, rate_hz, step_s)
        top = int(level_db.argmax())
        floor_db = _db(noise)
        if turn == 0:
            range_db, start_s = float(level_db[top]) - floor_db, float(time_s[top])
        over = level_db >= floor_db + OVER_NOISE_DB
        fall = top + int(np.argmin(np.append(over[top:], False)))
        first = top
        if turn:
            high = level_db[top:fall] > floor_db + OVER_NOISE_DB + LATE_DB
            first = top + (int(np.flatnonzero(high)[-1]) if high.any() else 0)
        if fall - first < 3:
            break
        slope, shift = np.polyfit(time_s[first:fall], level_db[first:fall], 1)
        if slope >= 0.0:
            break
        found = float(slope), float(shift)
        before_s, at_s = at_s, min(max((floor_db - shift) / slope, start_s), length_s)
        quiet_s = min(at_s - NOISE_AFTER_DB / slope, (1.0 - LEAST_NOISE) * length_s)
        noise = float(np.mean(power[round(quiet_s * rate_hz) :]))
        step_s = min(max(-10.0 / slope / STEPS_IN_10_DB, 0.002), 0.1)
        if turn and abs(at_s - before_s) < 0.001:
            break
    if found is None:
        return None
    slope, shift = found
    range_db = max(range_db, float(_levels(power, rate_hz, FIRST_STEP_S)[1].max()) - _db(noise))
    # a recording that is cut while it still rings has no noise to take off
    still = shift + slope * length_s
    rings = still > _db(noise) - 4.0
    return Knee(
        at_s=length_s if rings else at_s,
        noise=0.0 if rings else noise,
        level=10.0 ** ((shift + slope * (length_s if rings else at_s)) / 10.0),
        rate_per_s=-slope * np.log(10.0) / 10.0,
        range_db=range_db,
    )


def _levels(power: Real, rate_hz: int, step_s: float) -> tuple[Real, Real]:
    step = max(round(step_s * rate_hz), 1)
    count = max(power.size // step, 1)
    means = power[: count * step].reshape(count, -1).mean(axis=1) if power.size >= step else power
    return (np.arange(means.size) + 0.5) * step / rate_hz, _dbs(means)


def _dbs(power: Real) -> Real:
    return np.asarray(10.0 * np.log10(power + 1e-30), np.float64)


def _db(power: float) -> float:
    return float(10.0 * np.log10(power + 1e-30))
