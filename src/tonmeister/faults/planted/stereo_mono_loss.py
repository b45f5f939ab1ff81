"""A band that is lost in mono: its sides work against each other."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import CannotPlant, Piece, Planted, fault
from tonmeister.faults.places import within
from tonmeister.faults.planted._sides import cut, power_db, side_over_mid_db, split
from tonmeister.model import Span
from tonmeister.signal import Samples

LOW_HZ, HIGH_HZ = 400.0, 1500.0


@fault(
    "mono_loss",
    title="A band lost in mono",
    hears="stereo/mono_loss",
    amount="turned_percent",
    amounts=(80.0, 90.0, 100.0),
)
def mono_loss(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Turn the polarity of 400 Hz to 1.5 kHz round on the right side: wholly at 100 %."""

    def band(sound: Samples) -> Samples:
        high = split(sound, piece.rate_hz, "highpass", LOW_HZ)
        return split(high, piece.rate_hz, "lowpass", HIGH_HZ)

    there = band(cut(piece, where))
    if side_over_mid_db(there) > -3.0 or power_db(there) < power_db(cut(piece, where)) - 12.0:
        raise CannotPlant(f"{piece.name} has no middle between 400 Hz and 1.5 kHz there")

    def spoil(sound: Samples) -> Samples:
        turned = band(sound)
        return np.stack([sound[0], sound[1] - (amount / 50.0) * turned[1]])

    mix = within(piece.mix, piece.rate_hz, where, spoil)
    return Planted(piece=piece.with_mix(mix), where=where)
