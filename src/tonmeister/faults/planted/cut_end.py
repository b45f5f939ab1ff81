"""A cut-off end: the file stops in the midst of sound."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.spoil_ends import moment_at
from tonmeister.model import Span


@fault(
    "cut-end",
    title="A cut-off end",
    hears="file/cut_end",
    amount="under_loud_db",
    amounts=(30.0, 20.0, 8.0),
    whole=True,
)
def cut_end(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Throw away what comes after a moment that lies so far under the loud ones."""
    at = moment_at(piece, amount, backwards=True)
    end_s = at / piece.rate_hz
    return Planted(
        piece=piece.with_mix(np.ascontiguousarray(piece.mix[:, :at])),
        where=Span(end_s - 0.1, end_s),
    )
