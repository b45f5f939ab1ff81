"""A few bells and shelves in place of a smooth curve, so that a person can read and turn them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.features import BANDS_HZ
from tonmeister.producer.bands import Bands, bell_db, shelf_db

SNAP_DB = 0.7
"""Less than this is under the threshold of hearing for a broad change, and is left out."""

MOST_BANDS = 4
BELL_Q = (0.7, 1.0, 1.4, 2.0)
UNIT_DB = 3.0


@dataclass(frozen=True, slots=True)
class Filter:
    """One band of an equaliser."""

    kind: Literal["bell", "low_shelf", "high_shelf"]
    frequency_hz: float
    gain_db: float
    width_q: float

    def response_db(self) -> Bands:
        """Return what it does to each third octave."""
        if self.kind == "bell":
            return bell_db(self.frequency_hz, self.gain_db, self.width_q)
        return shelf_db(self.frequency_hz, self.gain_db, high=self.kind == "high_shelf")


@cache
def _atoms() -> tuple[tuple[Filter, ...], NDArray[np.float64]]:
    shapes = [Filter("bell", float(f), UNIT_DB, q) for f in BANDS_HZ[2:29] for q in BELL_Q]
    shapes += [Filter("low_shelf", float(f), UNIT_DB, 0.71) for f in BANDS_HZ[3:9]]
    shapes += [Filter("high_shelf", float(f), UNIT_DB, 0.71) for f in BANDS_HZ[21:27]]
    return tuple(shapes), np.stack([s.response_db() for s in shapes]) / UNIT_DB


def fit(
    curve_db: Bands, weight: Bands, *, cut_most_db: float, boost_most_db: float,
    most: int = MOST_BANDS,
) -> tuple[Filter, ...]:  # fmt: skip
    """Return at most four filters that together follow a curve where the track has sound.

    Matching pursuit over bells and shelves; gains are solved together, held to the limits, and
    what is under ``SNAP_DB`` is dropped. Cuts come first.
    """
    shapes, responses = _atoms()
    w = np.sqrt(weight / max(float(weight.max()), 1e-12))
    energy = ((responses * w) ** 2).sum(axis=1) + 1e-3
    chosen: list[int] = []
    gains = np.zeros(0)
    for _ in range(most):
        left = (curve_db - gains @ responses[chosen] if chosen else curve_db) * w
        if np.abs(left).max() < SNAP_DB:
            break
        along = (responses * w) @ left
        best = np.clip(along / energy, cut_most_db, boost_most_db)
        won = 2.0 * best * along - best**2 * energy
        pick = int(np.argmax(won))
        if pick in chosen or abs(best[pick]) < SNAP_DB / 2.0:
            break
        chosen.append(pick)
        basis = (responses[chosen] * w).T
        gains = np.linalg.lstsq(
            np.vstack([basis, 0.15 * np.eye(len(chosen))]),
            np.concatenate([curve_db * w, np.zeros(len(chosen))]),
            rcond=None,
        )[0].clip(cut_most_db, boost_most_db)
    kept = [
        Filter(s.kind, nice_hz(s.frequency_hz), round(float(g), 1), s.width_q)
        for s, g in zip((shapes[i] for i in chosen), gains, strict=True)
        if abs(g) >= SNAP_DB
    ]
    return tuple(sorted(kept, key=lambda f: (f.gain_db > 0.0, f.frequency_hz)))


def nice_hz(frequency_hz: float) -> float:
    """Round a frequency to two figures, as one would set it by hand."""
    digits = 10.0 ** (np.floor(np.log10(frequency_hz)) - 1)
    return float(round(frequency_hz / digits) * digits)


def word_of(frequency_hz: float) -> str:
    """Name the part of the spectrum: the same word for the same place in every sheet."""
    edges = (60, 120, 250, 500, 1000, 2000, 4000, 7000, 11000)
    words = (
        "sub", "bass", "warmth", "mud", "box", "nose", "presence", "edge", "sibilance", "air",
    )  # fmt: skip
    return words[int(np.searchsorted(edges, frequency_hz))]
