"""No presence: cut the presence with a wide bell."""

from __future__ import annotations

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.planted._filtered import through
from tonmeister.model import Span


@fault(
    "dull",
    title="No presence",
    hears="tone/dull",
    amount="gain_db",
    amounts=(-4.0, -7.0, -10.0),
)
def dull(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Cut the presence with a wide bell."""
    return through(piece, where, "bell", frequency_hz=4300.0, gain_db=amount, width_q=0.6)
