"""Where a part's pitch stands at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tonmeister.instruments.making.tape import Row
from tonmeister.model import SoundBend


class Bending:
    """The bends of a part as a curve; even from bend to bend, on the key before the first."""

    def __init__(self, bends: Sequence[SoundBend]) -> None:
        ordered = sorted(bends, key=lambda b: b.at_s)
        self._at_s = np.array([b.at_s for b in ordered])
        self._semitones = np.array([b.semitones for b in ordered])

    def at(self, times_s: Row) -> Row:
        """Return how many semitones off the key it stands at each time."""
        if not self._at_s.size:
            return np.zeros(times_s.size)
        return np.asarray(np.interp(times_s, self._at_s, self._semitones, left=0.0))

    def moves(self, start_s: float, end_s: float) -> bool:
        """Whether the pitch is anywhere off the key between two times."""
        if not self._at_s.size or not self._semitones.any():
            return False
        inside = (self._at_s > start_s) & (self._at_s < end_s)
        times = np.array([start_s, *self._at_s[inside], end_s])
        return bool(self.at(times).any())
