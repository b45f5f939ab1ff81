"""How tense harmony is, on the spiral array: how far chords reach, move and stray from the key.

Pitches lie on a helix by fifths, keys and chords at centres among them (E. Chew, Mathematical and
Computational Modeling of Tonality, 2014; D. Herremans & E. Chew, Tension ribbons, TENOR 2016).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonmeister.model import KeyAt
from tonmeister.music.spelling import spelled_fifths

Real = NDArray[np.float64]

RISE = float(np.sqrt(2.0 / 15.0))
"""How much the helix climbs a fifth, with a radius of 1 (Chew)."""
WEIGHTS = np.array([0.536, 0.274, 0.19])
"""What root, fifth and third count in a chord, and tonic, dominant and subdominant in a key."""
HEARD = 0.3
"""A pitch class counts towards the reach of a chord from this part of the loudest on."""


def place(fifths: int) -> Real:
    """Return where a pitch name lies on the helix, [3]."""
    turn = fifths * np.pi / 2.0
    return np.array([np.sin(turn), np.cos(turn), fifths * RISE])


def key_centre(key: KeyAt) -> Real:
    """Return where a key lies, [3]."""
    tonic = key.tonic_fifths
    third = -3 if key.mode in ("minor", "dorian", "phrygian", "locrian") else 4
    chords = [_chord(tonic, third), _chord(tonic + 1, 4), _chord(tonic - 1, third)]
    return np.asarray(WEIGHTS @ np.stack(chords), dtype=np.float64)


def _chord(root: int, third: int) -> Real:
    tones = np.stack([place(root), place(root + 1), place(root + third)])
    return np.asarray(WEIGHTS @ tones, dtype=np.float64)


def tension(chroma: Real, key: KeyAt) -> Real:
    """Return reach, motion and strain of each step, [3, T], from pitch classes [12, T], C first.

    Reach is the greatest distance between two pitches that sound (cloud diameter), motion how far
    the centre moved since the step before (cloud momentum), strain how far the centre lies from
    the key's (tensile strain). Where nothing sounds all three are 0.
    """
    places = np.stack([place(spelled_fifths(c, key)) for c in range(12)])
    apart = np.linalg.norm(places[:, None] - places[None], axis=2)
    home = key_centre(key)
    out = np.zeros((3, chroma.shape[1]))
    before: Real | None = None
    for step, weights in enumerate(chroma.T):
        total = float(weights.sum())
        if total <= 0.0:
            before = None
            continue
        sounding = weights >= HEARD * weights.max()
        centre: Real = (weights / total) @ places
        out[0, step] = apart[np.ix_(sounding, sounding)].max()
        out[1, step] = 0.0 if before is None else float(np.linalg.norm(centre - before))
        out[2, step] = float(np.linalg.norm(centre - home))
        before = centre
    return out
