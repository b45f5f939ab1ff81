"""A microphone further away: the same source, heard later."""

from __future__ import annotations

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.spoil_microphones import second_microphone
from tonmeister.model import Span

LEVEL = 0.6


@fault(
    "late-mic",
    title="A late microphone",
    hears="recording/offset",
    amount="late_ms",
    amounts=(0.4, 1.5, 6.0),
    needs="stems",
    whole=True,
)
def late_mic(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Give a stem a second microphone that comes late."""
    late = round(amount / 1000.0 * piece.rate_hz)
    spoiled, second = second_microphone(piece, LEVEL, late)
    return Planted(piece=spoiled, where=where, strip=second, truth={"late_ms": amount})
