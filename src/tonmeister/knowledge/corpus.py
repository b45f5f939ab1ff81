"""What released songs measure like: percentile tables, with their source and licence note."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Percentiles = tuple[float, float, float, float, float]
"""The values that 5, 25, 50, 75 and 95 of a hundred songs stay under."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Songs of about one loudness. ``level_db``: each band's K-weighted level relative to the
    sum of the bands; ``side_mid_db``: how far the side lies over the middle. One entry a band.
    """

    name: str
    title: str
    low_lufs: float
    high_lufs: float
    songs_count: int
    median_lufs: float
    level_db: tuple[Percentiles, ...]
    side_mid_db: tuple[Percentiles, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """One group of bands against another, as the ear names it (mud, boom, air)."""

    name: str
    bands: tuple[int, ...]
    against: tuple[int, ...]
    against_as: Literal["sum", "mean"]
    percentiles_db: Percentiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """All tables. ``edges_hz`` are the 10 edges of the 9 bands, ``kinds_db`` the mean third-octave
    spectra of vocals, drums, bass and other, in dB under their strongest band.
    """

    source: str
    edges_hz: tuple[float, ...]
    groups: Mapping[str, Group]
    indices: Mapping[str, Index]
    kinds_db: Mapping[str, tuple[float, ...]]
    kinds_source: str
    upper_lufs: tuple[float, ...]
    peak_over_loudness_db: tuple[float, ...]
    loudness_range_lu: tuple[float, ...]

    def group_at(self, loudness_lufs: float) -> Group:
        """Return the songs of about this loudness."""
        for group in self.groups.values():
            if loudness_lufs > group.low_lufs:
                return group
        return list(self.groups.values())[-1]

    def dynamics_at(self, loudness_lufs: float) -> tuple[float, float]:
        """Return what is usual at a loudness: peak over loudness in dB, loudness range in LU."""
        at = sum(loudness_lufs > upper for upper in self.upper_lufs[:-1])
        return self.peak_over_loudness_db[at], self.loudness_range_lu[at]


@cache
def corpus() -> Corpus:
    """Return the tables of ``corpus.toml``."""
    raw = tomllib.loads(files("tonmeister.knowledge").joinpath("corpus.toml").read_text("utf-8"))
    groups = {
        name: Group(name=name, **{k: _rows(v) for k, v in table.items()})
        for name, table in raw["groups"].items()
    }
    indices = {
        name: Index(name=name, **{k: _rows(v) for k, v in table.items()})
        for name, table in raw["indices"].items()
    }
    kinds = raw["kinds"]
    return Corpus(
        source=raw["source"],
        edges_hz=(0.0, *raw["upper_edges_hz"]),
        groups=groups,
        indices=indices,
        kinds_db={k[:-3]: tuple(v) for k, v in kinds.items() if k.endswith("_db")},
        kinds_source=kinds["source"],
        upper_lufs=tuple(raw["dynamics"]["upper_lufs"]),
        peak_over_loudness_db=tuple(raw["dynamics"]["peak_over_loudness_db"]),
        loudness_range_lu=tuple(raw["dynamics"]["loudness_range_lu"]),
    )


def _rows(value: Any) -> Any:
    """Freeze the lists of a table."""
    return tuple(_rows(v) for v in value) if isinstance(value, list) else value
