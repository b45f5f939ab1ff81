"""Neighbouring filters that never move, played in one go."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonmeister.console.moves import Insert
from tonmeister.effects import At
from tonmeister.signal import Samples
from tonmeister.signal.kernels.filters import cascade

Sections = NDArray[np.float64]
"""Second-order sections, one a row: b0, b1, b2, a1, a2 with a0 = 1."""


def sections_of(insert: Insert, rate_hz: int) -> Sections | None:
    """Return an insert as second-order sections, if it is nothing else: no automation, no key.

    An effect says so by a method ``biquads(rate_hz)``.
    """
    biquads = getattr(insert.effect, "biquads", None)
    if biquads is None or insert.curves or insert.key:
        return None
    sections: Sections | None = biquads(rate_hz)
    return sections


class Cascade:
    """Second-order sections in a row (transposed direct form II)."""

    latency_frames = 0

    def __init__(self, sections: Sections) -> None:
        self._sections = np.ascontiguousarray(sections, dtype=np.float64)
        self._memory = np.zeros((len(sections), 4))
        self._clock = np.zeros(1)

    def process(self, block: Samples, key: Samples | None, at: At) -> Samples:
        """Filter a block in place."""
        cascade(block, self._sections, self._memory, self._clock)
        return block
