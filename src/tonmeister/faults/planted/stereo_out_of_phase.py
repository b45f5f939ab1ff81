"""Out of phase: one side swings against the other."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.places import within
from tonmeister.faults.planted._sides import has_sides
from tonmeister.model import Span
from tonmeister.signal import Samples


@fault(
    "out_of_phase",
    title="Out of phase",
    hears="stereo/out_of_phase",
    amount="turned_percent",
    amounts=(70.0, 90.0, 100.0),
)
def out_of_phase(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Turn the polarity of the right side round: wholly at 100 %, gone at 50 %."""
    has_sides(piece, where, least_db=-200.0, most_db=-3.0)
    sides = np.array([[1.0], [1.0 - amount / 50.0]])

    def spoil(sound: Samples) -> Samples:
        return np.asarray(sound * sides, np.float64)

    mix = within(piece.mix, piece.rate_hz, where, spoil)
    return Planted(piece=piece.with_mix(mix), where=where)
