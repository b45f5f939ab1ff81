"""The key that notes stand in, by how long each of the twelve sounds."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from tonmeister.model import KeyAt
from tonmeister.music.pitch_classes import PROFILES
from tonmeister.music.spelling import spell_tonic


def key_from_notes(notes: Iterable[tuple[int, float]]) -> KeyAt:
    """Return the likeliest key of (MIDI key, length) pairs; C major of none.

    The correlation with the profiles of ``pitch_classes`` (Krumhansl's method).
    """
    heard = np.zeros(12)
    for midi, length in notes:
        heard[midi % 12] += length
    if heard.std() == 0.0:
        return KeyAt(at_quarters=Fraction(0), tonic_fifths=0)
    found = [
        (float(np.corrcoef(np.roll(np.asarray(profile), tonic), heard)[0, 1]), mode, tonic)
        for mode, profile in PROFILES.items()
        for tonic in range(12)
    ]
    _, mode, tonic = max(found, key=lambda f: (f[0], f[1] == "major", -f[2]))
    return KeyAt(at_quarters=Fraction(0), tonic_fifths=spell_tonic(tonic, mode), mode=mode)
