"""One band pressed flat: the highs of a multiband compressor stand like a wall."""

from __future__ import annotations

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.places import within
from tonmeister.faults.planted._pressed import pressed
from tonmeister.faults.planted._sides import split
from tonmeister.model import Span
from tonmeister.signal import Samples

ABOVE_HZ = 2500.0


@fault(
    "band_crest",
    title="Highs pressed flat",
    hears="dynamics/band_crest",
    amount="reduction_db",
    amounts=(10.0, 16.0, 22.0),
)
def band_crest(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Compress what lies above 2.5 kHz so that its peaks come down by so much."""
    rate_hz = piece.rate_hz
    part = slice(round(where.start_s * rate_hz), round(where.end_s * rate_hz))
    high = split(piece.mix, rate_hz, "highpass", ABOVE_HZ)
    flat, loss_db = pressed(high, part, rate_hz, amount)

    def spoil(sound: Samples) -> Samples:
        return sound - high + flat

    mix = within(piece.mix, rate_hz, where, spoil)
    return Planted(piece=piece.with_mix(mix), where=where, truth={"loss_db": loss_db})
