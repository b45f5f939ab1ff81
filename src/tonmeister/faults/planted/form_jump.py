"""A fader that was moved: one stretch lies higher than what comes before and after."""

from __future__ import annotations

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.places import within
from tonmeister.model import Span
from tonmeister.signal.level import gain


@fault(
    "form_jump",
    title="Jump in level",
    hears="form/jump",
    amount="jump_db",
    amounts=(5.0, 8.0, 12.0),
)
def jump(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Turn the whole mix down for a stretch, all at once."""
    mix = within(piece.mix, piece.rate_hz, where, lambda sound: sound * gain(-amount))
    return Planted(piece=piece.with_mix(mix), where=where, truth={"jump_lu": -amount})
