"""Where a ceiling must hang for so many samples to pass it."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import CannotPlant, Piece
from tonmeister.model import Span

LEAST_DBFS = -40.0


def ceiling_of(piece: Piece, where: Span, percent: float) -> float:
    """Return the level that so many percent of the samples of a stretch pass."""
    first, last = round(where.start_s * piece.rate_hz), round(where.end_s * piece.rate_hz)
    stretch = np.abs(piece.mix[:, first:last])
    ceiling = float(np.quantile(stretch, 1.0 - percent / 100.0)) if stretch.size else 0.0
    if ceiling < 10.0 ** (LEAST_DBFS / 20.0):
        raise CannotPlant(f"{piece.name} is too quiet there to be clipped")
    return ceiling
