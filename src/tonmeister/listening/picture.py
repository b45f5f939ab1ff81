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
from tonmeister.listening.parts import playing
from tonmeister.listening.tone_local import group_of
from tonmeister.model import Finding

LEAST_BANDS = 3
ALONE_DB = {-1.0: 10.0, 1.0: 3.0}
"""Of finished files of no known genre 5 in 100 lie outside; so far out is worth a note."""


def width_strays(heard: Heard, *, sign: float) -> Iterator[Finding]:
    """Find a mix that is narrower (sign -1) or wider (+1) than 95 of 100 songs."""
    if float(heard.mix.k_power.max(initial=0.0)) <= 1e-9:
        return
    score = corpus_score(heard.mix, group_of(heard))
    sides = [p for p in score.places if p.what == "side"][1:]
    beyond = [p for p in sides if p.outside_db * sign > 0.0]
    if len(beyond) < LEAST_BANDS:
        return
    worst = max(beyond, key=lambda p: abs(p.outside_db))
    wide = {n: float(f.power[1].sum(dtype=np.float64)) for n, f in playing(heard).items()}
    total = sum(wide.values())
    ranked = sorted(wide.items(), key=lambda item: -item[1])
    by_db = float(np.mean([abs(p.outside_db) for p in beyond]))
    plain = heard.sound is not None and not heard.genre.expected and by_db < ALONE_DB[sign]
    edge = [p.high_db if sign > 0 else p.low_db for p in beyond]
    yield found(
        "Master",
        whole(heard.song.length_s),
        weight="info" if plain else "note",
        share={n: p / total for n, p in ranked} if total > 0.0 and sign > 0 else None,
        side_mid_db=float(np.mean([p.value_db for p in beyond])),
        edge_db=float(np.mean(edge)),
        beyond_db=by_db,
        bands_count=len(beyond),
        low_hz=worst.low_hz,
        high_hz=worst.high_hz,
        against="nearly all released records keep",
        songs_count=score.songs_count,
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
