"""What is played: the mix, and those of its stems that are asked about."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.features import TrackFeatures

Power = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A record. ``power`` [2, 30, T]: mid and side of the mix in third octaves; ``active`` [T].

    ``bass`` and ``vocal`` are the same of those stems *as they stand in the mix*, or None where
    there is no such stem. ``loudness_lufs`` is that of the mix.
    """

    power: Power
    active: NDArray[np.bool_]
    loudness_lufs: float
    bass: Power | None = None
    vocal: Power | None = None


def scene(
    mix: TrackFeatures, bass: TrackFeatures | None = None, vocal: TrackFeatures | None = None
) -> Scene:
    """Make a scene from features, all of one song and beginning together."""
    steps = mix.power.shape[2]

    def fitted(stem: TrackFeatures | None) -> Power | None:
        if stem is None:
            return None
        out = np.zeros(mix.power.shape)
        count = min(steps, stem.power.shape[2])
        out[:, :, :count] = stem.power[:, :, :count]
        return out

    return Scene(
        power=np.asarray(mix.power, np.float64),
        active=mix.active,
        loudness_lufs=float(mix.facts["loudness_lufs"]),
        bass=fitted(bass),
        vocal=fitted(vocal),
    )
