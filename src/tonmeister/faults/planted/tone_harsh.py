"""Harshness: lift the presence with a bell."""

from __future__ import annotations

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.planted._filtered import through
from tonmeister.model import Span


@fault(
    "harsh",
    title="Harshness",
    hears="tone/harsh",
    amount="gain_db",
    amounts=(4.0, 7.0, 10.0),
)
def harsh(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Lift the presence with a bell."""
    return through(piece, where, "bell", frequency_hz=3300.0, gain_db=amount, width_q=0.8)
