"""Too wide: the side is turned up."""

from __future__ import annotations

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.places import within
from tonmeister.faults.planted._sides import apart, has_sides, together
from tonmeister.model import Span
from tonmeister.signal import Samples
from tonmeister.signal.level import gain


@fault(
    "wide",
    title="Too wide",
    hears="stereo/wide",
    amount="gain_db",
    amounts=(6.0, 9.0, 12.0),
)
def wide(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Turn the side up against the middle."""
    has_sides(piece, where, least_db=-25.0, most_db=-3.0)

    def spoil(sound: Samples) -> Samples:
        mid, side = apart(sound)
        return together(mid, side * gain(amount))

    mix = within(piece.mix, piece.rate_hz, where, spoil)
    return Planted(piece=piece.with_mix(mix), where=where, truth={"excess_db": amount})
