"""A codec's low-pass: the treble ends at an edge."""

from __future__ import annotations

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft

from tonmeister.faults.declare import CannotPlant, Piece, Planted, fault
from tonmeister.model import Span

WIDE_HZ = 200.0
LEAST_DBFS = -70.0


@fault(
    "lowpass",
    title="A codec's low-pass",
    hears="file/lowpass",
    amount="edge_hz",
    amounts=(14000.0, 12500.0, 10500.0),
    whole=True,
)
def lowpass(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Take away everything over an edge, as a codec or a resampler does."""
    frames = piece.mix.shape[1]
    size = next_fast_len(frames, real=True)
    spectrum = rfft(piece.mix, size, axis=1)
    hz = np.arange(spectrum.shape[1]) * piece.rate_hz / size
    spectrum *= np.clip((amount - hz) / WIDE_HZ, 0.0, 1.0)
    mix = np.ascontiguousarray(irfft(spectrum, size, axis=1)[:, :frames])
    gone = float(np.sqrt(np.mean(np.square(piece.mix - mix))))
    if gone < 10.0 ** (LEAST_DBFS / 20.0):
        raise CannotPlant(f"{piece.name} has next to nothing over {amount:.0f} Hz")
    return Planted(piece=piece.with_mix(mix), where=where, truth={"edge_hz": amount})
