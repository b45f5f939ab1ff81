"""How loud every moment will be after the curves of the chain, before anything was played."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tonmeister.listening.bands import k_weight
from tonmeister.listening.features import TrackFeatures
from tonmeister.model import Decision
from tonmeister.producer.bands import Bands
from tonmeister.producer.reference.chain import curve_of


def after_curves(features: TrackFeatures, moves: Sequence[Decision]) -> Bands:
    """Return how loud each tenth of a second is once the match equalisers have worked.

    K-weighted power, left plus right, ``[T]``: what the sound has, times what the curves make of
    its third octaves; near, since a curve bends within them too (0.2 LU on slopes of 9 dB). Moves
    that are no curve are passed over.
    """
    curves_db = np.zeros((2, 30))
    for m in moves:
        if m.effect == "match_eq" and not m.bypass:
            played_db = curve_of(m) * m.amount_percent / 100.0
            part = m.settings.get("part", "both")
            curves_db += np.array([[part != "side"], [part != "mid"]]) * played_db
    power = features.power.astype(np.float64)
    weights = np.repeat(k_weight()[None].astype(np.float64), 2, axis=0)
    was = np.einsum("cb,cbt->t", weights, power)
    now = np.einsum("cb,cbt->t", weights * 10.0 ** (curves_db / 10.0), power)
    changed = np.divide(now, was, out=np.ones_like(was), where=was > 0.0)
    return np.asarray(features.k_power.astype(np.float64) * changed)
