"""The stereo picture against released songs, and what is left of it on one speaker."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tonmeister.knowledge.corpus import corpus
from tonmeister.listening.bands import db1, k_weight, whole
from tonmeister.listening.check import found
from tonmeister.listening.corpus import corpus_score, nine_bands
from tonmeister.listening.features import TrackFeatures
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import genre_group, playing
from tonmeister.model import Finding

LEAST_BANDS = 3


def width_strays(heard: Heard, *, sign: float) -> Iterator[Finding]:
    """Find a mix that is narrower (sign -1) or wider (+1) than 95 of 100 songs."""
    if float(heard.mix.k_power.max(initial=0.0)) <= 1e-9:
        return
    score = corpus_score(heard.mix, genre_group(heard))
    sides = [p for p in score.places if p.what == "side"][1:]
    beyond = [p for p in sides if p.outside_db * sign > 0.0]
    if len(beyond) < LEAST_BANDS:
        return
    worst = max(beyond, key=lambda p: abs(p.outside_db))
    wide = {n: float(f.power[1].sum(dtype=np.float64)) for n, f in playing(heard).items()}
    total = sum(wide.values())
    ranked = sorted(wide.items(), key=lambda item: -item[1])
    edge = [p.high_db if sign > 0 else p.low_db for p in beyond]
    yield found(
        "Master",
        whole(heard.song.length_s),
        share={n: p / total for n, p in ranked} if total > 0.0 and sign > 0 else None,
        side_mid_db=float(np.mean([p.value_db for p in beyond])),
        edge_db=float(np.mean(edge)),
        beyond_db=float(np.mean([abs(p.outside_db) for p in beyond])),
        bands_count=len(beyond),
        low_hz=worst.low_hz,
        high_hz=worst.high_hz,
        source=corpus().source,
    )


def fold_loss_db(features: TrackFeatures) -> tuple[float, NDArray[np.float64]]:
    """Return how much is lost when both sides are added: in all, and in the nine bands.

    Sound in the middle loses nothing, unrelated sides lose 3 dB, opposite sides everything.
    """
    power = features.power.sum(axis=2, dtype=np.float64) * k_weight()
    mid, side = power @ nine_bands().T
    each = np.array([_loss(m, s) for m, s in zip(mid, side, strict=True)])
    return _loss(float(mid.sum()), float(side.sum())), each


def _loss(mid: float, side: float) -> float:
    if mid + side <= 1e-12:
        return 0.0
    return db1((mid + side) / max(mid, 1e-6 * (mid + side)))
