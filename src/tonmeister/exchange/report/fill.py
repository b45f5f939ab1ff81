"""Filling a report from what was measured."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonmeister.exchange.report.data import Side
from tonmeister.listening.features import HOP_S, TrackFeatures

_SHORT_TERM_STEPS = round(3.0 / HOP_S)
_WAVE_STEPS = 1400


def side_of(features: TrackFeatures, *, title: str, mp3: bytes = b"", mp3_lufs: float) -> Side:
    """Make one side of the player from the analysis of the raw sum or of the master."""
    peak = _thinned(np.asarray(features.peak, dtype=np.float64))
    return Side(
        title=title,
        facts=dict(features.facts),
        low=(-peak).tolist(),
        high=peak.tolist(),
        spectrum_db=spectrum_db(features),
        short_term_lufs=short_term_lufs(features),
        mp3=mp3,
        mp3_lufs=mp3_lufs,
    )


def spectrum_db(features: TrackFeatures) -> list[float]:
    """Return the 30 third octaves relative to the whole, so that loudness plays no part."""
    power = np.asarray(features.power, dtype=np.float64).sum(axis=(0, 2))
    whole = max(float(power.sum()), 1e-30)
    levels: list[float] = (10.0 * np.log10(np.maximum(power / whole, 1e-12))).tolist()
    return levels


def short_term_lufs(features: TrackFeatures) -> list[float]:
    """Return the loudness over the last 3 s, every 0.1 s (EBU Tech 3341, short-term)."""
    total = np.concatenate(([0.0], np.cumsum(np.asarray(features.k_power, dtype=np.float64))))
    ends = np.arange(1, total.size)
    starts = np.maximum(ends - _SHORT_TERM_STEPS, 0)
    mean = (total[ends] - total[starts]) / (ends - starts)
    levels: list[float] = (-0.691 + 10.0 * np.log10(np.maximum(mean, 1e-12))).tolist()
    return levels


def _thinned(peak: NDArray[np.float64]) -> NDArray[np.float64]:
    """Keep the highest peak of every stretch, so that no transient gets lost in the drawing."""
    if peak.size <= _WAVE_STEPS:
        return peak
    return np.maximum.reduceat(peak, np.arange(_WAVE_STEPS) * peak.size // _WAVE_STEPS)
