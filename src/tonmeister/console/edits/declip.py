"""Clipped peaks drawn again, beyond the ceiling they were cut off at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tonmeister.console.edits import AtHand
from tonmeister.model import Edit
from tonmeister.signal import Samples, gain
from tonmeister.signal.restore.declip import declipped

TURN = 10
AROUND_S = 0.1


def play(sound: Samples, rate_hz: int, edits: Sequence[Edit], at_hand: AtHand) -> Samples:
    """Draw again what stands at ``ceiling_dbfs`` above or at ``floor_dbfs`` below zero.

    The level of everything else stays: the peaks may come out over full scale, which 32-bit
    float holds.
    """
    out = sound.copy()
    around = round(AROUND_S * rate_hz)
    for edit in edits:
        first, last = round(edit.start_s * rate_hz), round(edit.end_s * rate_hz)
        begin, end = max(0, first - around), min(sound.shape[1], last + around)
        ceiling = gain(float(edit.settings["ceiling_dbfs"]))
        floor = -gain(float(edit.settings["floor_dbfs"]))
        for channel, row in enumerate(sound):
            piece = np.ascontiguousarray(row[begin:end])
            mended = declipped(piece, rate_hz, ceiling, floor)[first - begin : last - begin]
            was = row[first:last]
            new = mended != was
            share = edit.amount_percent / 100.0
            out[channel, first:last][new] = (was + share * (mended - was))[new]
    return out
