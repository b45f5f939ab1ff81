"""A record that does not end."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.model import Span


@fault(
    "silence-end",
    title="Silence after the last sound",
    hears="file/silence",
    amount="silence_s",
    amounts=(5.0, 8.0, 15.0),
    whole=True,
)
def silence_end(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Put silence after the music."""
    silence = np.zeros((2, round(amount * piece.rate_hz)))
    mix = np.ascontiguousarray(np.concatenate([piece.mix, silence], axis=1))
    end_s = mix.shape[1] / piece.rate_hz
    return Planted(piece=piece.with_mix(mix), where=Span(end_s - amount, end_s),
                   truth={"silence_s": amount})  # fmt: skip
