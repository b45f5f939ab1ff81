"""Too narrow: the side is turned down."""

from __future__ import annotations

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.places import within
from tonmeister.faults.planted._sides import apart, has_sides, together
from tonmeister.model import Span
from tonmeister.signal import Samples
from tonmeister.signal.level import gain


@fault(
    "narrow",
    title="Too narrow",
    hears="stereo/narrow",
    amount="gain_db",
    amounts=(-6.0, -12.0, -20.0),
)
def narrow(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Turn the side down against the middle."""
    has_sides(piece, where, least_db=-20.0, most_db=6.0)

    def spoil(sound: Samples) -> Samples:
        mid, side = apart(sound)
        return together(mid, side * gain(amount))

    mix = within(piece.mix, piece.rate_hz, where, spoil)
    return Planted(piece=piece.with_mix(mix), where=where, truth={"excess_db": -amount})
