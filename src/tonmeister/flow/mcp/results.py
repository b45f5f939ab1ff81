"""What an assistant is given back: ``said`` is for people, the rest for programs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tonmeister.model import Setting


@dataclass(frozen=True, kw_only=True)
class SongRow:
    """A song: ``state`` is "recordings" (nothing decided yet), "decided" or "rendered"."""

    name: str
    state: str
    genre: str = ""
    length_s: float = 0.0
    tracks_count: int = 0
    moves_count: int = 0
    files: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Songs:
    """The songs that may be worked on."""

    said: str
    may_write: bool
    author: str
    songs: list[SongRow]


@dataclass(frozen=True, kw_only=True)
class TrackRow:
    """A recording: what it was taken for, how surely, and what is wrong with it."""

    name: str
    role: str
    role_from: str
    sure_percent: float
    plays: bool
    why_not: str
    layout: str
    length_s: float
    wrong: list[str]


@dataclass(frozen=True, kw_only=True)
class Tracks:
    """What was recorded."""

    said: str
    song: str
    tracks: list[TrackRow]
    problems: list[str]


@dataclass(frozen=True, kw_only=True)
class MoveRow:
    """A move of the mix. ``rides`` names the knobs that move over the song."""

    id: str
    stage: str
    effect: str
    settings: dict[str, Setting]
    rides: list[str]
    key: str
    amount_percent: float
    bypass: bool
    held: bool
    author: str
    reason: str
    measured: dict[str, float]


@dataclass(frozen=True, kw_only=True)
class StripRow:
    """A channel of the console; its moves, from first to last, are its chain."""

    name: str
    kind: str
    role: str
    output: str
    moves: list[MoveRow]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A recall sheet. ``version`` names this state of it."""

    said: str
    song: str
    genre: str
    tempo_bpm: float
    length_s: float
    loudness_lufs: float
    ceiling_dbtp: float
    version: str
    strips: list[StripRow]
    taken_back: list[str]
    notes: list[str]
    changes: list[str]


@dataclass(frozen=True, kw_only=True)
class Why:
    """Reasons, strip by strip (or recording by recording)."""

    said: str
    song: str
    reasons: dict[str, list[str]]


@dataclass(frozen=True, kw_only=True)
class FindingRow:
    """Something heard: where, how much, whose it is (``share_percent``), what mends it."""

    id: str
    check: str
    weight: str
    strip: str
    start_s: float
    end_s: float
    sentence: str
    matters: str
    what_to_do: str
    share_percent: dict[str, float]


@dataclass(frozen=True, kw_only=True)
class Listened:
    """What was heard in a sound, the weightiest first."""

    said: str
    song: str
    what: str
    facts: dict[str, float]
    findings: list[FindingRow]


@dataclass(frozen=True, kw_only=True)
class DifferenceRow:
    """One audible difference, in steps that one just notices (``steps_score``)."""

    sentence: str
    how_plain: str
    kind: str
    start_s: float | None
    end_s: float | None
    low_hz: float | None
    high_hz: float | None
    difference: float | None
    steps_score: float | None


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Two sounds at equal loudness: A is ``one``, B is ``other``.

    ``gain_db`` is what B was turned by; ``null_db`` how far under the music what is left of
    their difference lies.
    """

    said: str
    song: str
    one: str
    other: str
    one_lufs: float | None
    other_lufs: float | None
    gain_db: float | None
    null_db: float | None
    about: list[str]
    differences: list[DifferenceRow]


@dataclass(frozen=True, kw_only=True)
class KnobRow:
    """A knob: a number from ``low`` to ``high`` in ``unit``, or one of ``choices``."""

    name: str
    does: str
    default: Setting
    unit: str
    low: float | None
    high: float | None
    choices: list[str]
    rides: bool


@dataclass(frozen=True, kw_only=True)
class EffectRow:
    """An effect; its knobs are given if it was asked for by name."""

    name: str
    does: str
    source: str
    needs_key: bool
    knobs: list[KnobRow]


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """The effects of the house."""

    said: str
    effects: list[EffectRow]


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A change that stands in the sheet now, in words. ``version`` names the new state."""

    said: str
    song: str
    changes: list[str]
    author: str
    because: str
    version: str


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """The sheet was played as it stands. Files are named as seen from the project.

    What has no measure (of silence) is ``None``.
    """

    said: str
    song: str
    version: str
    mix: str
    master: str
    loudness_lufs: float | None
    true_peak_dbtp: float | None
    range_lu: float | None
    findings: list[FindingRow]


@dataclass(frozen=True, kw_only=True)
class ExportRow:
    """One export: the file to open, the note on what arrives how, what was proved."""

    format: str
    main: str
    note: str
    files_count: int
    proof: list[str]
    figures: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Exports:
    """The mix as sessions of other programs. Files are named as seen from the project."""

    said: str
    song: str
    exports: list[ExportRow]
