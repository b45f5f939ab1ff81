"""Hum taken away: the mains followed through a stretch, and subtracted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tonmeister.console.edits import AtHand
from tonmeister.model import Edit
from tonmeister.signal import Samples
from tonmeister.signal.restore.hum import fit_hum

TURN = 30


def play(sound: Samples, rate_hz: int, edits: Sequence[Edit], at_hand: AtHand) -> Samples:
    """Subtract ``hum_hz`` and its harmonics from each stretch; digital silence stays silent."""
    out = sound.copy()
    for edit in edits:
        where = slice(round(edit.start_s * rate_hz), round(edit.end_s * rate_hz))
        piece = sound[:, where]
        if piece.shape[1] < rate_hz:
            continue
        hum = fit_hum(piece, rate_hz, float(edit.settings["hum_hz"])).sound()
        taken = np.where(piece == 0.0, 0.0, hum * (edit.amount_percent / 100.0))
        out[:, where] = piece - taken
    return out
