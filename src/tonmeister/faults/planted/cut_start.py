"""A cut beginning: the file begins in the midst of sound."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.spoil_ends import moment_at
from tonmeister.model import Span


@fault(
    "cut-start",
    title="A cut beginning",
    hears="file/cut_start",
    amount="under_loud_db",
    amounts=(24.0, 14.0, 4.0),
    whole=True,
)
def cut_start(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Throw away what comes before a moment that lies so far under the loud ones."""
    at = moment_at(piece, amount, backwards=False)
    return Planted(
        piece=piece.with_mix(np.ascontiguousarray(piece.mix[:, at:])), where=Span(0.0, 0.1)
    )
