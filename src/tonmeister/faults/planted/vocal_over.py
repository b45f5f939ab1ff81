"""A vocal in front of the band: its fader goes up."""

from __future__ import annotations

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.planted._stems import in_stem, lead_of, where_it_sounds
from tonmeister.model import Span
from tonmeister.signal.level import gain


@fault(
    "vocal_over",
    title="Vocal too loud",
    hears="vocal/over",
    amount="raised_db",
    amounts=(4.0, 7.0, 10.0),
    needs="stems",
)
def over(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Turn the lead vocal up for a stretch."""
    lead = lead_of(piece)
    there = where_it_sounds(piece, lead, where)
    return in_stem(piece, lead, there, lambda sound: sound * gain(amount))
