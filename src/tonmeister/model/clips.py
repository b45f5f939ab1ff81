"""What a band plays, part by part, ready for an instrument or a DAW."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tonmeister.model.chart import Chart, MeterAt


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipNote:
    """A note in its place on the grid, and how far the player leaves the grid."""

    start_quarters: float
    length_quarters: float
    midi: int
    velocity: float  # above 0, to 1
    late_ms: float = 0.0  # behind the grid; swing is part of it
    lane: str = ""  # of drums: "kick", "snare", "hat" ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Bend:
    """Where a part's pitch stands from here on, until the next bend; in between it moves evenly."""

    at_quarters: float
    semitones: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """One part of the band: its notes, and the instrument they are meant for.

    ``instrument`` names a preset ("keys/electric-piano") or a file of samples; ``program`` is
    the General MIDI program from 0 (drums: 0, on channel 10).
    """

    part: str  # "drums", "bass", "keys", "guitar", "pad", "strings", "lead"
    name: str  # as the track is called
    instrument: str
    notes: tuple[ClipNote, ...]
    bends: tuple[Bend, ...] = ()
    program: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BarPlan:
    """What the arranger has in mind for one bar: who plays, how hard, and what comes next."""

    bar: int  # from 0; count-in and added intro bars are bars like any other
    start_quarters: Fraction
    meter: MeterAt
    section: str
    first: bool  # of its section
    last: bool
    energy_score: float  # 0 to 1
    fill: bool
    ending: bool  # the last bar of the song: one stroke and let it ring
    parts: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """A chart played by a band. The same chart, style and seed give the same notes."""

    chart: Chart
    style: str
    seed: int
    feel_percent: float
    clips: tuple[Clip, ...]
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SoundNote:
    """A note in time, as an instrument plays it. ``midi`` may lie between keys."""

    start_s: float
    length_s: float
    midi: float
    velocity: float  # above 0, to 1


@dataclass(frozen=True, slots=True)
class SoundBend:
    """Where the pitch stands at a time, in semitones off the key."""

    at_s: float
    semitones: float
