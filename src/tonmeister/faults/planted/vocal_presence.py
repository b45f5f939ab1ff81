"""A vocal without presence: what makes words clear is taken away."""

from __future__ import annotations

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.planted._filtered import filtered
from tonmeister.faults.planted._stems import in_stem, lead_of, where_it_sounds
from tonmeister.model import Span


@fault(
    "vocal_presence",
    title="Vocal behind a curtain",
    hears="vocal/presence",
    amount="lowered_db",
    amounts=(8.0, 12.0, 16.0),
    needs="stems",
)
def presence(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Take the lead vocal's presence away with a high shelf from 1.8 kHz."""
    lead = lead_of(piece)
    there = where_it_sounds(piece, lead, where)
    return in_stem(
        piece,
        lead,
        there,
        lambda sound: filtered(
            sound, piece.rate_hz, "high_shelf", frequency_hz=1800.0, gain_db=-amount
        ),
    )
