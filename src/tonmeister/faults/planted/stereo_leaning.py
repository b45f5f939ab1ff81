"""A lean: one side is louder than the other."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.places import within
from tonmeister.model import Span
from tonmeister.signal.level import gain


@fault(
    "leaning",
    title="Leaning to the right",
    hears="stereo/leaning",
    amount="gain_db",
    amounts=(2.0, 4.0, 7.0),
)
def leaning(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Turn the right side up and the left one down, half of the amount each."""
    sides = np.array([[gain(-amount / 2.0)], [gain(amount / 2.0)]])
    mix = within(piece.mix, piece.rate_hz, where, lambda sound: sound * sides)
    return Planted(piece=piece.with_mix(mix), where=where, truth={"excess_db": amount})
