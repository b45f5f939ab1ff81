"""A hole in the middle: cut the middle out with a bell."""

from __future__ import annotations

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.planted._filtered import through
from tonmeister.model import Span


@fault(
    "hollow",
    title="A hole in the middle",
    hears="tone/hollow",
    amount="gain_db",
    amounts=(-4.0, -7.0, -10.0),
)
def hollow(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Cut the middle out with a bell."""
    return through(piece, where, "bell", frequency_hz=550.0, gain_db=amount, width_q=0.8)
