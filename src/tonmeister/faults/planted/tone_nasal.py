"""A nose: lift the region of the nose with a bell."""

from __future__ import annotations

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.planted._filtered import through
from tonmeister.model import Span


@fault(
    "nasal",
    title="A nose",
    hears="tone/nasal",
    amount="gain_db",
    amounts=(4.0, 7.0, 10.0),
)
def nasal(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Lift the region of the nose with a bell."""
    return through(piece, where, "bell", frequency_hz=1100.0, gain_db=amount, width_q=1.0)
