"""Esses: lift the region of the esses with a bell."""

from __future__ import annotations

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.planted._filtered import through
from tonmeister.model import Span


@fault(
    "sibilant",
    title="Esses",
    hears="tone/sibilant",
    amount="gain_db",
    amounts=(4.0, 7.0, 10.0),
)
def sibilant(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Lift the region of the esses with a bell."""
    return through(piece, where, "bell", frequency_hz=7000.0, gain_db=amount, width_q=1.0)
