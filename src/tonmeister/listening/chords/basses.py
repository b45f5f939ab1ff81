"""Which tone of the chord lies in the bass."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonmeister.model import ChordSymbol
from tonmeister.music.chord_kinds import tone_classes

CLEARER = 1.5
"""So much stronger than the root a tone must be in the bass for an inversion to be written."""


def bass_of(bass: NDArray[np.float64], root: int, kind: str) -> int:
    """Return the pitch class in the bass of one chord: the root, if no other tone stands out.

    ``bass`` [beats, 12]: what sounds low. Only tones of the chord and the second below its root
    (C/Bb) make a bass; the rest are passing notes.
    """
    own = {tone % 12 for tone in tone_classes(ChordSymbol(0, kind))}
    may = {(root + tone) % 12 for tone in own | {10}}
    shares = bass / (bass.sum(axis=1, keepdims=True) + 1e-9)
    strength = shares.mean(axis=0)
    first = shares[0]
    lowest = max(may, key=lambda tone: strength[tone])
    if lowest == root or strength[lowest] < CLEARER * strength[root]:
        return root
    return lowest if first[lowest] > first[root] else root
