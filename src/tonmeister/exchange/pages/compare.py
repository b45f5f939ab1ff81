"""What the page of a comparison is made of. Plain values only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One of the mixes. All curves are on the first mix's clock and at equal loudness.

    ``wave`` [n]: peaks from 0 to 1 over the whole length. ``mp3`` plays; ``starts_s`` is the place
    in it that belongs to 0:00, ``gain_db`` makes it as loud as the quietest (never up).
    ``tone_db``: 30 third octaves; ``width_db`` nine bands, side over middle; ``crest_db`` four
    bands; ``percent_db`` nine: where its tone lies among released songs, 0 to 100.
    ``loudness_lufs``: short-term, one value every ``hop_s``. ``numbers``: title and words.
    """

    label: str
    title: str
    wave: Sequence[float]
    tone_db: Sequence[float]
    width_db: Sequence[float]
    crest_db: Sequence[float]
    percentiles: Sequence[float]
    loudness_lufs: Sequence[float]
    numbers: Sequence[tuple[str, str]]
    mp3: bytes = b""
    starts_s: float = 0.0
    gain_db: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One difference: how plain it is (``plain``, ``clear``, ``slight``), its sentence, its
    place on the first mix's clock (None: the whole).
    """

    how_plain: str
    sentence: str
    start_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRow:
    """One part of the song: level and nine bands of tone, the other minus the one."""

    name: str
    start_s: float | None
    level_lu: float
    tone_db: Sequence[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairCurves:
    """The other against the one: what is said, and their difference in third octaves."""

    one: str
    other: str
    about: Sequence[str]
    rows: Sequence[Row]
    tone_db: Sequence[float]
    heat: Sequence[HeatRow] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparePage:
    """All of the page. ``least_db``: from how much on each third octave is heard to differ.
    ``group``: the released songs that the percentiles are of, with ``usual_width_db`` their
    5th and 95th percentile of width. ``edges_hz`` are the ten edges of the nine bands.
    """

    lanes: Sequence[Lane]
    pairs: Sequence[PairCurves]
    length_s: float
    sections: Sequence[tuple[str, float, float]]
    least_db: Sequence[float]
    edges_hz: Sequence[float]
    usual_width_db: Sequence[tuple[float, float]]
    group: str
    version: str
    hop_s: float = 0.5
    crest_names: Sequence[str] = field(default_factory=tuple)
