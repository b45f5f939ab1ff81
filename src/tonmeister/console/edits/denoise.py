"""Steady noise taken down, as one asked for it."""

from __future__ import annotations

from collections.abc import Sequence

from tonmeister.console.edits import AtHand
from tonmeister.model import Edit
from tonmeister.signal import Samples
from tonmeister.signal.restore.denoise import denoised, noise_print

TURN = 40


def play(sound: Samples, rate_hz: int, edits: Sequence[Edit], at_hand: AtHand) -> Samples:
    """Take down what sounds like ``noise_from_s`` to ``noise_to_s``, by ``most_db`` at most."""
    out = sound.copy()
    for edit in edits:
        start_s, end_s = (float(edit.settings[name]) for name in ("noise_from_s", "noise_to_s"))
        where = slice(round(edit.start_s * rate_hz), round(edit.end_s * rate_hz))
        learned = noise_print(sound, rate_hz, start_s, end_s)
        calm = denoised(sound[:, where], rate_hz, learned, float(edit.settings["most_db"]))
        share = edit.amount_percent / 100.0
        out[:, where] = sound[:, where] + share * (calm - sound[:, where])
    return out
