"""Soft clipping, turned down afterwards: no sample stands at full scale any more."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import Piece, Planted, fault
from tonmeister.faults.places import within
from tonmeister.faults.spoil_tops import ceiling_of
from tonmeister.model import Span
from tonmeister.signal import Samples
from tonmeister.signal.level import gain

KNEE_DB, DOWN_DB = 2.0, 3.0


@fault(
    "clipped-soft",
    title="Clipping, turned down",
    hears="file/flattened",
    amount="clipped_percent",
    amounts=(0.3, 1.0, 3.0),
)
def clipped_soft(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Bend the tops over towards a ceiling from 2 dB under it on; turn the stretch down by 3 dB."""
    ceiling = ceiling_of(piece, where, amount)
    knee = ceiling * gain(-KNEE_DB)
    room = ceiling - knee

    def bent(sound: Samples) -> Samples:
        over = np.maximum(np.abs(sound) - knee, 0.0)
        bent = np.minimum(np.abs(sound), knee) + room * np.tanh(over / room)
        return np.asarray(np.copysign(bent, sound) * gain(-DOWN_DB))

    mix = within(piece.mix, piece.rate_hz, where, bent)
    return Planted(piece=piece.with_mix(mix), where=where)
