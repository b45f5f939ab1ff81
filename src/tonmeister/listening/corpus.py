"""How ordinary a mix measures among released songs: explainable, band by band.

What it is: the K-weighted level of nine bands relative to their sum, and how far the side lies
over the middle in each, taken exactly as the tables were made (gated means of 0.4 s blocks in dB).
Each of the 18 numbers becomes a deviation by the percentiles of released songs of its loudness
group; deviations are joined to a score from 0 to 1.

What it is not: a judgement. The corpus leans to pop and rock; a score says "few records measure
like this", never "this is bad"; and a dull record with an ordinary spectrum scores high. The
per-song files that would tell which *combinations* are usual are not used, so bands count as
independent.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tonmeister.knowledge.corpus import Group, Percentiles, corpus
from tonmeister.listening.bands import (
    FLOOR_DB,
    Floats,
    blocks,
    db,
    k_weight,
    loudness_lufs,
    steps,
    within,
)  # fmt: skip
from tonmeister.listening.features import TrackFeatures
from tonmeister.model import Span

NORMAL_QUARTER, NORMAL_TWENTIETH = 0.67449, 1.64485
GATE_DB = 20.0
SILENT_DB = -70.0
MONO_DB = -50.0
"""Under this a side is as good as none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BandPlace:
    """One measured number and where it lies among released songs.

    ``what`` is ``"level"`` or ``"side"``; ``z_score`` counts in spreads from the median;
    ``outside_db`` is how far it lies beyond the 5th (negative) or 95th percentile.
    """

    what: str
    low_hz: float
    high_hz: float
    value_db: float
    median_db: float
    low_db: float
    high_db: float
    z_score: float
    outside_db: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusScore:
    """``score`` 0 to 1: the mean over the 18 numbers of how ordinary each is (1 at the median,
    0.5 where half of the songs lie further out, 0 far outside). By construction the
    records of the corpus average about 0.5; eight others measured 0.41 to 0.65.
    ``tone_score`` and ``width_score`` are its halves. ``tone_distance_db``:
    root mean square distance of the nine levels from the medians.
    ``outside``: what lies outside 5 to 95 %.
    """

    group: str
    songs_count: int
    score: float
    tone_score: float
    width_score: float
    tone_distance_db: float
    places: tuple[BandPlace, ...]

    @property
    def outside(self) -> tuple[BandPlace, ...]:
        """What lies outside 5 to 95 %, the furthest first."""
        out = [place for place in self.places if place.outside_db != 0.0]
        return tuple(sorted(out, key=lambda place: -abs(place.z_score)))


def nine_bands() -> NDArray[np.float32]:
    """Return which part of each third octave falls into each of the nine bands, [9, 30]."""
    edges = corpus().edges_hz
    return np.stack([within(low, high) for low, high in pairwise(edges)])


def profile_db(
    features: TrackFeatures, where: Span | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the nine K-weighted levels relative to their sum, and side over middle, in dB."""
    part = steps(features, where) if where is not None else slice(None)
    power = features.power[:, :, part]
    return from_power_db(power)


def from_power_db(power: Floats) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return levels and side over middle of mid and side power [2, 30, T]; see ``profile_db``."""
    nine = np.einsum("nb,cbt->cnt", nine_bands() * k_weight(), power)
    mid, side = blocks(nine[0]), blocks(nine[1])
    level = _gated_mean(db(2.0 * (mid + side)) - 0.691)
    ratio = np.where(mid > 1e-12, db((side + 1e-15) / np.maximum(mid, 1e-12)), SILENT_DB - 1.0)
    loud = db(2.0 * (mid + side)) > SILENT_DB
    apart = _gated_mean(np.where(loud, np.maximum(ratio, SILENT_DB + 1.0), FLOOR_DB))
    whole = 10.0 * np.log10((10.0 ** (level / 10.0)).sum())
    return level - whole, apart


def _gated_mean(levels_db: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each row's mean in dB over what is not silent and within 20 dB of the mean."""
    loud = levels_db > SILENT_DB
    first = np.where(loud, levels_db, 0.0).sum(axis=1) / np.maximum(loud.sum(axis=1), 1)
    kept = loud & (levels_db > first[:, None] - GATE_DB)
    mean = np.where(kept, levels_db, 0.0).sum(axis=1) / np.maximum(kept.sum(axis=1), 1)
    return np.where(kept.any(axis=1), mean, SILENT_DB)


def z_score(value: float, places: Percentiles) -> float:
    """Return how many spreads a value lies from the median: a normal curve split in two.

    Up to the quartile the spread is that of the quartile, further out it grows into that of the
    5th or 95th percentile, so that the percentiles come out exactly.
    """
    low5, low25, middle, high75, high95 = places
    off = value - middle
    near, far = (high75 - middle, high95 - middle) if off >= 0 else (middle - low25, middle - low5)
    near, far = max(near, 0.1), max(far, 0.3)
    far = max(far, near * 1.05)
    size = abs(off)
    if size <= near:
        z = NORMAL_QUARTER * size / near
    else:
        slope = (NORMAL_TWENTIETH - NORMAL_QUARTER) / (far - near)
        z = NORMAL_QUARTER + (size - near) * slope
    return float(np.copysign(z, off))


def ordinary(z: float) -> float:
    """Return which part of songs lies further from the median than this (1 at the median)."""
    from math import erfc

    return erfc(abs(z) / np.sqrt(2.0))


def group_for(features: TrackFeatures) -> Group:
    """Return the songs of about the loudness of this one."""
    return corpus().group_at(loudness_lufs(features.k_power))


def corpus_score(
    features: TrackFeatures, group: Group | str | None = None, where: Span | None = None
) -> CorpusScore:
    """Say how ordinary a mix measures among released songs of a loudness group.

    ``group``: ``"loud"``, ``"moderate"``, ``"quiet"``, ``"very quiet"``; left out, that of its own
    loudness. To compare mixes of one song, name the group the master will belong to: level
    itself is no part of the score.
    """
    if isinstance(group, str):
        group = corpus().groups[group]
    songs = group or group_for(features)
    level, apart = profile_db(features, where)
    places = [
        *_placed("level", level, songs.level_db),
        *_placed("side", apart, songs.side_mid_db),
    ]
    tone = float(np.mean([ordinary(p.z_score) for p in places[:9]]))
    width = float(np.mean([ordinary(p.z_score) for p in places[9:]]))
    medians = np.array([row[2] for row in songs.level_db])
    return CorpusScore(
        group=songs.name,
        songs_count=songs.songs_count,
        score=(tone + width) / 2.0,
        tone_score=tone,
        width_score=width,
        tone_distance_db=float(np.sqrt(np.mean((level - medians) ** 2))),
        places=tuple(places),
    )


def _placed(
    what: str, values: NDArray[np.float64], table: tuple[Percentiles, ...]
) -> list[BandPlace]:
    edges = corpus().edges_hz
    out = []
    for band, (value, row) in enumerate(zip(values, table, strict=True)):
        beyond = value - row[4] if value > row[4] else value - row[0] if value < row[0] else 0.0
        out.append(
            BandPlace(
                what=what, low_hz=edges[band], high_hz=edges[band + 1], value_db=float(value),
                median_db=row[2], low_db=row[0], high_db=row[4],
                z_score=z_score(float(value), row), outside_db=float(beyond),
            )
        )  # fmt: skip
    return out


def tone_distance_db(
    features: TrackFeatures, target_db: Floats | None = None, group: Group | str = "loud"
) -> float:
    """Return the root mean square distance of the nine levels from a profile, in dB.

    ``target_db``: nine levels relative to their sum; left out, the medians of the group.
    """
    songs = corpus().groups[group] if isinstance(group, str) else group
    goal = np.array([row[2] for row in songs.level_db]) if target_db is None else target_db
    level, _ = profile_db(features)
    return float(np.sqrt(np.mean((level - goal) ** 2)))
