"""A vocal without a rider: every other line lies lower."""

from __future__ import annotations

import numpy as np

from tonmeister.faults.declare import CannotPlant, Piece, Planted, fault
from tonmeister.faults.planted._stems import FRAME_S, in_stem, lead_of, sounding
from tonmeister.model import Span
from tonmeister.signal import Samples
from tonmeister.signal.level import gain

BREATH_S = 0.3
LONGEST_S = 3.0
LEAST_LINES = 4


@fault(
    "vocal_uneven",
    title="Uneven vocal",
    hears="vocal/uneven",
    amount="apart_db",
    amounts=(5.0, 8.0, 11.0),
    needs="stems",
    whole=True,
)
def uneven(piece: Piece, where: Span, amount: float, seed: int) -> Planted:
    """Turn every other line of the lead vocal down; long lines change their level midway."""
    lead = lead_of(piece)
    starts = _lines(sounding(piece.stems[lead], piece.rate_hz))
    if len(starts) < LEAST_LINES:
        raise CannotPlant(f"{lead} sings only {len(starts)} lines")
    number = np.searchsorted(starts, np.arange(piece.mix.shape[1]) / piece.rate_hz, side="right")
    low = gain(-amount)
    level = np.where(number % 2 == 1, low, 1.0)
    slope = np.ones(round(0.02 * piece.rate_hz))
    smooth = np.convolve(np.pad(level, len(slope), mode="edge"), slope / len(slope), mode="same")

    def spoil(sound: Samples) -> Samples:
        return sound * smooth[len(slope) : len(slope) + sound.shape[1]]

    return in_stem(piece, lead, where, spoil)


def _lines(on: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[float]:
    """Return where lines begin, in seconds: after a breath, or after three seconds of singing."""
    starts: list[float] = []
    last = -10.0
    for step in np.flatnonzero(on):
        at_s = float(step) * FRAME_S
        if not starts or at_s - last > BREATH_S or at_s - starts[-1] >= LONGEST_S:
            starts.append(at_s)
        last = at_s
    return [s for i, s in enumerate(starts) if i == 0 or s - starts[i - 1] > 0.8]
