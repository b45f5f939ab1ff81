"""A tempo that wanders: the band runs, drags, and is back."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.planted._speed import read_at
from tonmeister.model import Span


@fault(
    "song_drift",
    title="Tempo that wanders",
    hears="song/drift",
    amount="most_percent",
    amounts=(2.5, 4.0, 5.5),
    least_s=30.0,
)
def drift(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Play a stretch faster and then slower, like a slipping tape, and in time again."""
    rate_hz = piece.rate_hz
    first, last = round(where.start_s * rate_hz), round(where.end_s * rate_hz)
    turn = (np.arange(last - first) + 0.5) / (last - first)
    speed = 1.0 + amount / 100.0 * np.sin(2.0 * np.pi * turn)
    places = np.arange(piece.mix.shape[1], dtype=np.float64)
    places[first:last] = first + np.cumsum(speed) - speed[0]
    places[first:last] += (last - 1 - places[last - 1]) * turn
    mix = piece.mix.copy()
    mix[:, first:last] = read_at(piece.mix, places[first:last])
    return Planted(piece=piece.with_mix(mix), where=where)
