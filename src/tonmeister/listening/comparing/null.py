"""What is left when one mix is turned upside down and laid over the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tonmeister.signal import Source

CHUNK_FRAMES = 1 << 18
NOTHING_DB = -140.0


@dataclass(frozen=True, slots=True)
class Null:
    """``gain_db`` brings B to A for the deepest null, ``depth_db`` is what then remains, against
    A: 0 means nothing in common, -60 what nobody hears under music, -140 nothing at all.
    """

    gain_db: float
    depth_db: float


def null(a: Source, b: Source) -> Null:
    """Lay B over A, frame on frame, with the one gain that cancels most.

    ``a`` and ``b`` begin together (``Meeting.offset_frames`` taken care of) and have one rate.
    """
    frames = min(a.frames, b.frames)
    aa = bb = ab = 0.0
    for start in range(0, frames, CHUNK_FRAMES):
        count = min(CHUNK_FRAMES, frames - start)
        x, y = a.read(start, count).ravel(), b.read(start, count).ravel()
        aa, bb, ab = aa + float(x @ x), bb + float(y @ y), ab + float(x @ y)
    if aa <= 0.0 or bb <= 0.0 or ab == 0.0:
        return Null(gain_db=0.0, depth_db=0.0 if aa != bb else NOTHING_DB)
    gain = ab / bb
    left = max(1.0 - ab * ab / (aa * bb), 10.0 ** (NOTHING_DB / 10.0))
    return Null(gain_db=20.0 * float(np.log10(abs(gain))), depth_db=10.0 * float(np.log10(left)))
