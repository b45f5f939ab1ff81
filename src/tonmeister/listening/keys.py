"""The key of the song, from what the pitched tracks play."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.features import TrackFeatures
from tonmeister.listening.tempo import DRUMS, OUTSIDE
from tonmeister.model import Key
from tonmeister.music.pitch_classes import key_scores

Real = NDArray[np.float64]

UNPITCHED = DRUMS | OUTSIDE | {"click", "effects"}
WEIGHTS = {"bass": 1.5, "lead vocal": 0.7, "backing vocal": 0.7}
LEAST_LIKENESS = 0.45


def harmony(tracks: Mapping[str, TrackFeatures], roles: Mapping[str, str]) -> Real:
    """Return the pitch classes of all pitched tracks together [12, T], each made equally loud."""
    steps = max((f.chroma.shape[1] for f in tracks.values()), default=0)
    total = np.zeros((12, steps))
    for name, features in tracks.items():
        role = roles.get(name, "other")
        energy = features.chroma.sum(axis=0)
        if role in UNPITCHED or not energy.any():
            continue
        loud = float(np.percentile(energy[energy > 0], 90))
        weight = WEIGHTS.get(role, 1.0)
        total[:, : features.chroma.shape[1]] += weight * np.minimum(features.chroma / loud, 1.0)
    return total


def key_of(chroma: Real) -> Key | None:
    """Name the key, and the one that comes next. None where there is too little to go by."""
    weights = np.sqrt(chroma).sum(axis=1)
    if chroma.shape[1] == 0 or weights.sum() <= 0.0 or weights.std() < 0.05 * weights.mean():
        return None
    scores = key_scores(weights)
    (best, tonic, mode), (second, other, other_mode) = scores[:2]
    if best < LEAST_LIKENESS:
        return None
    return Key(
        tonic=tonic,
        mode=mode,
        confidence=round(float(np.clip(best * (0.5 + 5.0 * (best - second)), 0.0, 1.0)), 3),
        runner_up=f"{other} {other_mode}",
    )
