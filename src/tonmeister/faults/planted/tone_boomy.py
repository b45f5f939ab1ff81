"""Boom: lift the bass with a bell."""

from __future__ import annotations

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.planted._filtered import through
from tonmeister.model import Span


@fault(
    "boomy",
    title="Boom",
    hears="tone/boomy",
    amount="gain_db",
    amounts=(4.0, 7.0, 10.0),
)
def boomy(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Lift the bass with a bell."""
    return through(piece, where, "bell", frequency_hz=100.0, gain_db=amount, width_q=0.9)
