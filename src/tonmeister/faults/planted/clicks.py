"""Clicks: single samples that stand somewhere else."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.model import Span
from tonmeister.signal.level import gain

COUNT = 8
LONGEST_FRAMES = 4


@fault(
    "clicks",
    title="Clicks",
    hears="file/clicks",
    amount="click_dbfs",
    amounts=(-20.0, -8.0, -2.0),
)
def clicks(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Add eight clicks of one to four samples at random places, up or down, on either side."""
    chance = np.random.default_rng(seed)
    mix = piece.mix.copy()
    margin_s = 0.1
    times = np.sort(chance.uniform(where.start_s + margin_s, where.end_s - margin_s, COUNT))
    for at_s in times:
        at, length = round(at_s * piece.rate_hz), int(chance.integers(1, LONGEST_FRAMES + 1))
        side = slice(None) if chance.random() < 0.5 else slice(int(chance.integers(2)), None, 2)
        mix[side, at : at + length] += gain(amount) * chance.choice((-1.0, 1.0))
    return Planted(
        piece=piece.with_mix(mix), where=Span(float(times[0]), float(times[-1])),
        truth={"clicks_count": float(COUNT)},
    )  # fmt: skip
