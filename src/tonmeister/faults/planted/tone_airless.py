"""No air: turn the air down with a shelf."""

from __future__ import annotations

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.planted._filtered import through
from tonmeister.faults.planted._sides import has_top
from tonmeister.model import Span


@fault(
    "airless",
    title="No air",
    hears="tone/airless",
    amount="gain_db",
    amounts=(-8.0, -12.0, -18.0),
)
def airless(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Turn the air down with a shelf."""
    has_top(piece, where)
    return through(piece, where, "high_shelf", frequency_hz=9000.0, gain_db=amount, width_q=0.71)
