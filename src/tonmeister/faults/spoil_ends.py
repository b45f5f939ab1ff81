"""Where a sound must be cut to stop at a level."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import CannotPlant, Piece
from tonmeister.signal.level import gain

WINDOW_S, NEAR_DB = 0.005, 3.0
LOUD_PERCENT = 75


def moment_at(piece: Piece, under_loud_db: float, *, backwards: bool) -> int:
    """Return the frame, looking in from one end, at which the sound stands so far under its loud
    moments; within 3 dB for 5 ms on end.
    """
    size = round(WINDOW_S * piece.rate_hz)
    count = piece.mix.shape[1] // size
    level = np.abs(piece.mix[:, : count * size]).max(axis=0).reshape(count, size).max(axis=1)
    loud = float(np.percentile(level, LOUD_PERCENT)) * gain(-under_loud_db)
    if loud <= 0.0:
        raise CannotPlant(f"{piece.name} is silent")
    near = (level > loud * gain(-NEAR_DB)) & (level < loud * gain(NEAR_DB))
    near &= np.roll(near, -1)
    room = count // 10
    places = np.flatnonzero(near[room : count - room]) + room
    if not places.size:
        raise CannotPlant(f"{piece.name} never stands {under_loud_db:g} dB under its loud moments")
    return int(places[-1] + 1 if backwards else places[0] + 1) * size
