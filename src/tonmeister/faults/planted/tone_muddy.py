"""Mud: lift the low mids with a bell."""

from __future__ import annotations

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.planted._filtered import through
from tonmeister.model import Span


@fault(
    "muddy",
    title="Mud",
    hears="tone/muddy",
    amount="gain_db",
    amounts=(4.0, 7.0, 10.0),
)
def muddy(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Lift the low mids with a bell."""
    return through(piece, where, "bell", frequency_hz=300.0, gain_db=amount, width_q=0.8)
