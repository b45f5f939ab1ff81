"""No fronts: every attack comes in softly."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import CannotPlant, Piece, Planted, fault
from tonmeister.faults.places import within
from tonmeister.faults.planted._sides import passed
from tonmeister.model import Span
from tonmeister.signal import Samples

STEP_S = 0.001
BEFORE_STEPS, FRONT_STEPS = 80, 6
FREE_DB = 2.0
"""A front may stand so far over what was before it."""
ABOVE_HZ = 1500.0
"""Fronts are looked for in what lies above, and turned down in all."""
CLEAR_DB, LEAST_EVERY_S = 4.0, 1.0


def front_db(sound: Samples, rate_hz: int, most_db: float) -> Samples:
    """Return by how much each millisecond is turned down, as far as it is a front."""
    sound = passed(sound, rate_hz, "highpass", ABOVE_HZ)
    step = round(STEP_S * rate_hz)
    count = sound.shape[1] // step
    level = np.square(sound[:, : count * step]).reshape(2, count, step).mean(axis=(0, 2)) + 1e-12
    summed = np.concatenate(([0.0], np.cumsum(level)))
    at = np.arange(count)
    first = np.maximum(at - BEFORE_STEPS, 0)
    before = (summed[at] - summed[first]) / np.maximum(at - first, 1) + 1e-12
    last = np.minimum(at + FRONT_STEPS, count)
    now = (summed[last] - summed[at]) / np.maximum(last - at, 1)
    out = np.clip(10.0 * np.log10(now / before) - FREE_DB, 0.0, most_db)
    return np.asarray(np.convolve(out, np.ones(5) / 5.0, mode="same"), np.float64)


@fault(
    "no_transients",
    title="No fronts",
    hears="dynamics/no_transients",
    amount="softened_db",
    amounts=(5.0, 9.0, 14.0),
)
def no_transients(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Turn each front down by up to so much where it rises over the 80 ms before it."""
    rate_hz = piece.rate_hz
    soft = front_db(piece.mix, rate_hz, amount)
    step_s = round(STEP_S * rate_hz) / rate_hz
    there = soft[round(where.start_s / step_s) : round(where.end_s / step_s)] > CLEAR_DB
    fronts = int(np.count_nonzero(there[1:] & ~there[:-1]))
    if fronts < (where.end_s - where.start_s) / LEAST_EVERY_S:
        raise CannotPlant(f"{piece.name} has next to no fronts there")

    def spoil(sound: Samples) -> Samples:
        at_s = np.arange(sound.shape[1]) / rate_hz
        turned = np.interp(at_s, (np.arange(len(soft)) + 0.5) * step_s, soft)
        return np.asarray(sound * 10.0 ** (-turned / 20.0), np.float64)

    mix = within(piece.mix, rate_hz, where, spoil)
    return Planted(piece=piece.with_mix(mix), where=where)
