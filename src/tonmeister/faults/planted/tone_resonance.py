"""A ring: one narrow line stands out whatever is played."""

from __future__ import annotations

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.planted._filtered import through
from tonmeister.model import Span

RING_HZ = 1730.0
"""Between A6 and the A flat below: in no common key."""


@fault(
    "resonance",
    title="A ring",
    hears="tone/resonance",
    amount="gain_db",
    amounts=(10.0, 15.0, 20.0),
)
def resonance(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Lift 1.73 kHz with the narrowest bell there is."""
    ring = through(piece, where, "bell", frequency_hz=RING_HZ, gain_db=amount, width_q=20.0)
    truth = {"over_db": amount, "frequency_hz": RING_HZ}
    return Planted(piece=ring.piece, where=where, truth=truth)
