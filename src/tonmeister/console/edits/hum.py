"""Hum taken away: the mains followed through a stretch, and subtracted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tonmeister.console.edits import AtHand
from tonmeister.model import Edit
from tonmeister.signal import Samples
from tonmeister.signal.restore.hum import HumFit, fit_hum

TURN = 30


def play(sound: Samples, rate_hz: int, edits: Sequence[Edit], at_hand: AtHand) -> Samples:
    """Subtract ``hum_hz`` and its harmonics from each stretch; digital silence stays silent."""
    out = sound.copy()
    for edit in edits:
        where = slice(round(edit.start_s * rate_hz), round(edit.end_s * rate_hz))
        if sound[:, where].shape[1] >= rate_hz:
            out[:, where] = without_hum(sound[:, where], rate_hz, edit)[0]
    return out


def without_hum(piece: Samples, rate_hz: int, edit: Edit) -> tuple[Samples, HumFit]:
    """Return a stretch without its hum, and the hum as it was followed."""
    fit = fit_hum(piece, rate_hz, float(edit.settings["hum_hz"]))
    taken = fit.sound() * (edit.amount_percent / 100.0)
    return piece - np.where(piece == 0.0, 0.0, taken), fit
