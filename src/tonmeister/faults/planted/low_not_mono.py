"""A low end that is not in the middle."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import CannotPlant, Piece, Planted, fault
from tonmeister.faults.places import within
from tonmeister.faults.planted._sides import apart, cut, passed, power_db, together
from tonmeister.model import Span
from tonmeister.signal import Samples
from tonmeister.signal.level import gain

BELOW_HZ = 140.0
LATE_S = 0.004
MOST_THERE_DB = -12.0
LEAST_LEVEL_DB = -20.0


@fault(
    "low_not_mono",
    title="A wide low end",
    hears="low/not_mono",
    amount="side_db",
    amounts=(-8.0, -5.0, -2.0),
)
def low_not_mono(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Lay the low end, 4 ms late, into the side: so far under the middle."""
    rate_hz = piece.rate_hz
    there = passed(cut(piece, where), rate_hz, "lowpass", BELOW_HZ)
    mid, side = apart(there)
    if power_db(side) - power_db(mid) > MOST_THERE_DB:
        raise CannotPlant(f"{piece.name} has a wide low end already")
    if power_db(there) < power_db(cut(piece, where)) + LEAST_LEVEL_DB:
        raise CannotPlant(f"{piece.name} has no low end there")
    late = round(LATE_S * rate_hz)

    def spoil(sound: Samples) -> Samples:
        low = passed(sound, rate_hz, "lowpass", BELOW_HZ).mean(axis=0)
        delayed = np.concatenate([np.zeros(late), low[:-late]])
        mid, side = apart(sound)
        return together(mid, side + gain(amount) * delayed)

    mix = within(piece.mix, rate_hz, where, spoil)
    return Planted(piece=piece.with_mix(mix), where=where, truth={"side_mid_db": amount})
