"""The twelve pitch classes, and the keys they make."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SHARP_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
TONICS = {
    "major": ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"),
    "minor": ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B"),
}
"""How the tonic of each key is usually written."""

PROFILES: dict[str, NDArray[np.float64]] = {
    "major": np.array(
        [0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.080, 0.008, 0.081]
    ),
    "minor": np.array(
        [0.220, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052]
    ),
}
"""How often each degree is played in a key: Albrecht & Shanahan, The use of large corpora to
train a new type of key-finding algorithm, Music Perception 31(1), 2013."""


def key_scores(weights: NDArray[np.float64]) -> list[tuple[float, str, str]]:
    """Return (likeness, tonic, mode) of all 24 keys, the likeliest first.

    ``weights`` [12]: how much of each pitch class is heard, C first.
    """
    scores = []
    for mode, profile in PROFILES.items():
        for tonic in range(12):
            likeness = float(np.corrcoef(np.roll(profile, tonic), weights)[0, 1])
            scores.append((likeness, TONICS[mode][tonic], mode))
    return sorted(scores, reverse=True)
