"""The master at the rate of its delivery."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import soxr

from tonmeister.signal import Samples, Source

BLOCK_FRAMES = 65536


def at_rate(source: Source, rate_hz: int) -> Iterator[Samples]:
    """Read a sound from start to end at another rate (soxr, VHQ), float64 ``[2, n]``.

    At its own rate it comes as it is. New peaks may stand between and beside the old ones.
    """
    stream = None
    if rate_hz != source.rate_hz:
        stream = soxr.ResampleStream(source.rate_hz, rate_hz, 2, dtype="float64", quality="VHQ")
    for start in range(0, source.frames, BLOCK_FRAMES):
        block = source.read(start, min(BLOCK_FRAMES, source.frames - start))
        yield block if stream is None else _turned(stream.resample_chunk(block.T))
    if stream is not None:
        yield _turned(stream.resample_chunk(np.zeros((0, 2)), last=True))


def _turned(rows: Samples) -> Samples:
    return np.ascontiguousarray(rows.T)
