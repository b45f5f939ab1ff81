"""Hum: the mains with its harmonics."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.model import Span
from tonmeister.signal.level import gain

HARMONICS_DB = (0.0, -4.0, -3.0, -12.0, -8.0, -16.0, -12.0, -20.0)
MOST_OFF_HZ = 0.1


@fault(
    "hum",
    title="Hum",
    hears="file/hum",
    amount="hum_dbfs",
    amounts=(-60.0, -48.0, -36.0),
    whole=True,
    least_s=20.0,
)
def hum(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Add 50 or 60 Hz, up to 0.1 Hz off, with seven harmonics, to both sides."""
    chance = np.random.default_rng(seed)
    mains_hz = float(chance.choice((50.0, 60.0)))
    base_hz = mains_hz + chance.uniform(-MOST_OFF_HZ, MOST_OFF_HZ)
    at_s = np.arange(piece.mix.shape[1]) / piece.rate_hz
    sound = np.zeros(piece.mix.shape[1])
    for harmonic, level_db in enumerate(HARMONICS_DB, 1):
        turn = 2.0 * np.pi * (harmonic * base_hz * at_s + chance.random())
        sound += gain(level_db) * np.sin(turn)
    sound *= gain(amount) / np.sqrt(np.mean(np.square(sound)))
    return Planted(
        piece=piece.with_mix(piece.mix + sound), where=where,
        truth={"hum_hz": mains_hz, "hum_dbfs": amount},
    )  # fmt: skip
