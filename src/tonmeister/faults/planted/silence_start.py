"""A record that does not begin."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.model import Span


@fault(
    "silence-start",
    title="Silence before the first sound",
    hears="file/silence",
    amount="silence_s",
    amounts=(2.0, 3.5, 6.0),
    whole=True,
)
def silence_start(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Put silence before the music."""
    silence = np.zeros((2, round(amount * piece.rate_hz)))
    mix = np.ascontiguousarray(np.concatenate([silence, piece.mix], axis=1))
    return Planted(piece=piece.with_mix(mix), where=Span(0.0, amount), truth={"silence_s": amount})
