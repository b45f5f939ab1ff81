"""A part that was not tuned to the others."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import CannotPlant, Piece, Planted, fault
from tonmeister.faults.planted._speed import detuned
from tonmeister.faults.planted._stems import in_stem
from tonmeister.model import Span

PITCHED = (
    "bass", "electric guitar", "acoustic guitar", "lead guitar", "synth", "keys", "piano", "organ",
    "pad", "strings", "brass", "woodwind",
)  # fmt: skip
LEAST_DB = -20.0


@fault(
    "song_out_of_tune",
    title="Out of tune with the others",
    hears="song/out_of_tune",
    amount="raised_cents",
    amounts=(20.0, 30.0, 40.0),
    needs="stems",
    whole=True,
    least_s=10.0,
)
def out_of_tune(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Detune the second loudest pitched part by so many cents; the loudest stays as it was."""
    level = {
        name: float(np.square(stem).mean())
        for name, stem in piece.stems.items()
        if piece.roles.get(name) in PITCHED
    }
    loud = sorted(level, key=lambda name: -level[name])
    if len(loud) < 2 or level[loud[1]] < level[loud[0]] * 10.0 ** (LEAST_DB / 10.0):
        raise CannotPlant(f"{piece.name} has no two pitched parts")
    return in_stem(piece, loud[1], where, lambda sound: detuned(sound, piece.rate_hz, amount))
