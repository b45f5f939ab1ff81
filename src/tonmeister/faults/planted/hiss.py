"""Hiss: white noise under everything."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import CannotPlant, Piece, Planted, fault
from tonmeister.model import Span
from tonmeister.signal import Samples
from tonmeister.signal.level import gain

LOW_HZ, HIGH_HZ = 4000.0, 12000.0
WINDOW, QUIET_PERCENT, OVER = 4096, 5, 2.0


@fault(
    "hiss",
    title="Hiss",
    hears="file/hiss",
    amount="hiss_dbfs",
    amounts=(-58.0, -48.0, -38.0),
    whole=True,
)
def hiss(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Add white noise to both sides, where the quiet moments of the music leave it to be heard."""
    noise = np.random.default_rng(seed).standard_normal(piece.mix.shape) * gain(amount)
    quiet = np.percentile(_treble(piece.mix, piece.rate_hz), QUIET_PERCENT)
    if np.median(_treble(noise, piece.rate_hz)) < OVER * quiet:
        raise CannotPlant(f"the treble of {piece.name} is never quiet enough to hear the hiss")
    return Planted(piece=piece.with_mix(piece.mix + noise), where=where,
                   truth={"hiss_dbfs": amount})  # fmt: skip


def _treble(sound: Samples, rate_hz: int) -> Samples:
    """Return the power from 4 to 12 kHz in windows of about a tenth of a second."""
    count = sound.shape[1] // WINDOW
    cut = sound[:, : count * WINDOW].reshape(2, count, WINDOW) * np.hanning(WINDOW)
    power = np.abs(np.fft.rfft(cut, axis=2)) ** 2
    hz = np.arange(power.shape[2]) * rate_hz / WINDOW
    return np.asarray(power[:, :, (hz > LOW_HZ) & (hz < HIGH_HZ)].sum(axis=(0, 2)))
