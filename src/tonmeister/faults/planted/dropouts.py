"""Dropouts: the sound is missing for moments."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.spoil_moments import sounding_moments
from tonmeister.model import Span

COUNT = 3


@fault(
    "dropouts",
    title="Dropouts",
    hears="file/dropouts",
    amount="dropout_ms",
    amounts=(2.0, 10.0, 60.0),
)
def dropouts(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Cut three holes with hard edges; every second time on one side only."""
    length_s = amount / 1000.0
    times = sounding_moments(piece, where, COUNT, length_s, seed)
    mix = piece.mix.copy()
    chance = np.random.default_rng(seed)
    for number, at_s in enumerate(times):
        first, last = round(at_s * piece.rate_hz), round((at_s + length_s) * piece.rate_hz)
        side = slice(int(chance.integers(2)), None, 2) if number % 2 else slice(None)
        mix[side, first:last] = 0.0
    return Planted(
        piece=piece.with_mix(mix), where=Span(times[0], times[-1] + length_s),
        truth={"dropouts_count": float(COUNT), "longest_ms": amount},
    )  # fmt: skip
