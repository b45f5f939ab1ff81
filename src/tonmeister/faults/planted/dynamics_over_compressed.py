"""Pressed flat: a compressor eats the front of every stroke."""

from __future__ import annotations

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.places import within
from tonmeister.faults.planted._pressed import pressed
from tonmeister.model import Span


@fault(
    "over_compressed",
    title="Pressed flat",
    hears="dynamics/over_compressed",
    amount="reduction_db",
    amounts=(7.0, 11.0, 16.0),
)
def over_compressed(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Compress the mix 20:1 so that its peaks come down by so much, at the loudness it had."""
    rate_hz = piece.rate_hz
    part = slice(round(where.start_s * rate_hz), round(where.end_s * rate_hz))
    flat, loss_db = pressed(piece.mix, part, rate_hz, amount)
    mix = within(piece.mix, rate_hz, where, lambda sound: flat)
    return Planted(piece=piece.with_mix(mix), where=where, truth={"loss_db": loss_db})
