"""Fizz: lift the top octave with a shelf."""

from __future__ import annotations

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.planted._filtered import through
from tonmeister.faults.planted._sides import has_top
from tonmeister.model import Span


@fault(
    "fizzy",
    title="Fizz",
    hears="tone/fizzy",
    amount="gain_db",
    amounts=(5.0, 8.0, 11.0),
)
def fizzy(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Lift the top octave with a shelf."""
    has_top(piece, where)
    return through(piece, where, "high_shelf", frequency_hz=10000.0, gain_db=amount, width_q=0.71)
