"""Clipping: the tops are cut off."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.places import within
from tonmeister.faults.spoil_tops import ceiling_of
from tonmeister.model import Span


@fault(
    "clipped-hard",
    title="Clipping",
    hears="file/clipped",
    amount="clipped_percent",
    amounts=(0.1, 0.5, 2.0),
)
def clipped_hard(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Cut off what stands over a ceiling, which so many percent of the samples would pass."""
    ceiling = ceiling_of(piece, where, amount)
    mix = within(piece.mix, piece.rate_hz, where, lambda sound: np.clip(sound, -ceiling, ceiling))
    return Planted(piece=piece.with_mix(mix), where=where)
