"""A vocal that bites: too much where words are understood."""

from __future__ import annotations

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.planted._filtered import filtered
from tonmeister.faults.planted._stems import in_stem, lead_of, where_it_sounds
from tonmeister.model import Span


@fault(
    "vocal_hard",
    title="Vocal too hard",
    hears="vocal/presence",
    amount="gain_db",
    amounts=(8.0, 12.0, 16.0),
    needs="stems",
)
def hard(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Lift the lead vocal's presence with a wide bell at 3 kHz."""
    lead = lead_of(piece)
    there = where_it_sounds(piece, lead, where)
    return in_stem(
        piece,
        lead,
        there,
        lambda sound: filtered(
            sound, piece.rate_hz, "bell", frequency_hz=3000.0, gain_db=amount, width_q=0.7
        ),
    )
