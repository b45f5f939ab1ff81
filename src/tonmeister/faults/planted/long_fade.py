"""A fade that takes for ever."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.model import Span

DOWN_DB = 60.0


@fault(
    "long-fade",
    title="An endless fade",
    hears="file/fades",
    amount="fade_s",
    amounts=(21.0, 26.0, 32.0),
    whole=True,
    least_s=40.0,
)
def long_fade(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Fade the end out by 60 dB, evenly in decibels, over so many seconds."""
    frames = piece.mix.shape[1]
    at_s = np.arange(frames) / piece.rate_hz
    down_db = DOWN_DB * np.clip((at_s - (piece.length_s - amount)) / amount, 0.0, 1.0)
    mix = piece.mix * 10.0 ** (-down_db / 20.0)
    where = Span(piece.length_s - amount, piece.length_s)
    return Planted(piece=piece.with_mix(mix), where=where)
