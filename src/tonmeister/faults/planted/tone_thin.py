"""No body: cut the low mids with a wide bell."""

from __future__ import annotations

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.planted._filtered import through
from tonmeister.model import Span


@fault(
    "thin",
    title="No body",
    hears="tone/thin",
    amount="gain_db",
    amounts=(-4.0, -7.0, -10.0),
)
def thin(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Cut the low mids with a wide bell."""
    return through(piece, where, "bell", frequency_hz=250.0, gain_db=amount, width_q=0.6)
