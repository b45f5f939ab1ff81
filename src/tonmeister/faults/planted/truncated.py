"""Cut bits: the file is written with fewer bits, without dither, and fades out."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import CannotPlant, Piece, Planted, fault
from tonmeister.model import Span
from tonmeister.signal.level import gain

FADE_S, FADE_DB = 8.0, 90.0


@fault(
    "truncated",
    title="Cut bits",
    hears="file/truncated",
    amount="depth_bits",
    amounts=(16.0, 14.0, 12.0),
    whole=True,
    least_s=12.0,
)
def truncated(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Fade the piece out over 8 s, and cut every sample down to whole steps."""
    if float(np.abs(piece.mix).max()) < gain(-40.0):
        raise CannotPlant(f"{piece.name} is too quiet to fade out")
    frames, fade = piece.mix.shape[1], round(FADE_S * piece.rate_hz)
    down = np.zeros(frames)
    down[-fade:] = -FADE_DB * np.arange(fade) / fade
    steps = 2.0 ** (round(amount) - 1)
    mix = np.floor(np.clip(piece.mix * 10.0 ** (down / 20.0), -1.0, 1.0 - 1.0 / steps) * steps)
    length_s = frames / piece.rate_hz
    return Planted(
        piece=piece.with_mix(mix / steps), where=Span(length_s - FADE_S, length_s),
        truth={"depth_bits": amount},
    )  # fmt: skip
