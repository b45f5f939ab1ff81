"""An offset: the sound does not swing around zero."""

from __future__ import annotations

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.places import within
from tonmeister.model import Span
from tonmeister.signal.level import db, gain


@fault(
    "dc",
    title="An offset",
    hears="file/dc",
    amount="dc_dbfs",
    amounts=(-50.0, -40.0, -30.0),
    whole=True,
)
def dc(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Add a constant to both channels."""
    offset = gain(amount)
    mix = within(piece.mix, piece.rate_hz, where, lambda sound: sound + offset)
    there = abs(float(piece.mix.mean()) + offset)
    return Planted(piece=piece.with_mix(mix), where=where, truth={"dc_dbfs": db(there)})
