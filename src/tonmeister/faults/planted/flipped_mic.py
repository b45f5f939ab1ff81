"""A microphone upside down: it pulls where the other pushes."""

from __future__ import annotations

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.spoil_microphones import second_microphone
from tonmeister.model import Span
from tonmeister.signal.level import gain


@fault(
    "flipped-mic",
    title="A microphone upside down",
    hears="recording/polarity",
    amount="second_db",
    amounts=(-14.0, -8.0, -4.0),
    needs="stems",
    whole=True,
)
def flipped_mic(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Give a stem a second microphone of reversed polarity, so much softer than the first."""
    spoiled, second = second_microphone(piece, -gain(amount), 0)
    return Planted(piece=spoiled, where=where, strip=second)
