"""A song between two pitches: the tape ran at another speed."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.planted._speed import read_at
from tonmeister.model import Span


@fault(
    "song_tuning",
    title="Tuned between the usual pitches",
    hears="song/tuning",
    amount="raised_cents",
    amounts=(22.0, 32.0, 42.0),
    whole=True,
    least_s=20.0,
)
def tuning(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Play the whole mix faster, by so many cents, and cut it to its length."""
    places = np.arange(piece.mix.shape[1]) * 2.0 ** (amount / 1200.0)
    mix = read_at(piece.mix, places[places <= piece.mix.shape[1] - 1])
    return Planted(piece=piece.with_mix(mix), where=Span(0.0, mix.shape[1] / piece.rate_hz))
