"""What a groove is made of: strokes, bars, fills, and the figures of its feel with their source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tonmeister.knowledge.grooves.lanes import LANES
from tonmeister.knowledge.read import Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A stroke in its place in the bar. ``velocity`` above 0, to 1.

    ``roll_count`` strokes share the time until ``length_quarters`` later, growing to the written
    strength.
    """

    at_quarters: Fraction
    length_quarters: Fraction
    lane: str
    velocity: float
    roll_count: int = 1


Bar = tuple[Stroke, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One to four bars that repeat, for a meter ("4/4") and a range of energy (0 to 1).

    ``triplets``: written on a triplet grid, so swing does not move it.
    """

    name: str
    use: str  # "bar" or "intro"
    beats: int
    unit: int
    low_energy_score: float
    high_energy_score: float
    bars: tuple[Bar, ...]
    triplets: bool = False

    @property
    def bar_quarters(self) -> Fraction:
        """How long one of its bars is."""
        return Fraction(4 * self.beats, self.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """What takes the place of the end of a bar. Its strokes count from its own beginning.

    ``keeps``: lanes that go on underneath. ``compound``: made for 6/8 and 12/8.
    """

    name: str
    length_quarters: Fraction
    low_energy_score: float
    high_energy_score: float
    strokes: Bar
    keeps: frozenset[str]
    compound: bool = False
    triplets: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number of the feel with its range, and how we know."""

    low: float
    usual: float
    high: float
    grade: Grade
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PerLane:
    """Numbers lane by lane, and how we know. ``other`` holds for lanes that are not named."""

    lanes: Mapping[str, float]
    other: float
    grade: Grade
    source: str

    def of(self, lane: str) -> float:
        """Return a lane's number."""
        return self.lanes.get(lane, self.other)


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """How late every other note of a grid comes: 50 % straight, 66.7 % triplets (Linn).

    ``grid`` is 8 or 16. ``by_tempo``: as jazz drummers play the ride cymbal, which depends on
    the tempo. ``kept``: the swing is the pattern itself (a shuffle), whatever feel is asked for.
    """

    percent: Figure
    grid: int
    by_tempo: bool = False
    kept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contour:
    """Who leans on what: percent of strength more or less, by beat of the bar and bar of four."""

    beats_percent: tuple[float, ...]
    bars_percent: tuple[float, ...]
    grade: Grade
    source: str

    def percent(self, bar: int, beat: int) -> float:
        """Return how much harder a beat (from 0) of a bar (from 0, in its section) is played."""
        at_beat = self.beats_percent[beat % len(self.beats_percent)]
        return at_beat + self.bars_percent[bar % len(self.bars_percent)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Groove:
    """A way of playing drums, and the feel that goes with it. ``kit`` names a preset of ours.

    ``after_fill`` and ``ending`` are strokes on the first beat: the crash after a fill (from
    ``crash_energy_score`` on), the last stroke of the song.
    """

    name: str
    title: str
    reads_as: str
    kit: str
    tempo_bpm: Figure
    swing: Swing
    push_ms: PerLane
    loose_ms: PerLane
    loose_velocity_percent: PerLane
    contour: Contour
    patterns: tuple[Pattern, ...] = ()
    fills: tuple[Fill, ...] = ()
    after_fill: Bar = ()
    crash_energy_score: float = 0.0
    ending: Bar = ()

    def swing_percent(self, quarter_bpm: float, feel_percent: float = 100.0) -> float:
        """Return the swing at a tempo, scaled towards straight unless it is the pattern itself."""
        usual = ride_percent(quarter_bpm) if self.swing.by_tempo else self.swing.percent.usual
        share = 1.0 if self.swing.kept else feel_percent / 100.0
        return min(max(50.0 + (usual - 50.0) * share, 50.0), 80.0)

    @property
    def lanes(self) -> tuple[str, ...]:
        """All lanes that are struck anywhere in it, in the order of the shelf."""
        bars = [bar for p in self.patterns for bar in p.bars] + [f.strokes for f in self.fills]
        struck = {s.lane for bar in (*bars, self.after_fill, self.ending) for s in bar}
        return tuple(lane for lane in LANES if lane in struck)


SHORTEST_MS = 100.0
_SHARPEST, _FROM_BPM, _SLOPE = 3.5, 120.0, 0.014


def ride_percent(quarter_bpm: float) -> float:
    """Return how jazz drummers swing the ride at a tempo: the long eighth as percent of a beat.

    Friberg & Sundström, Music Perception 19(3), 2002: long to short up to 3.5:1 at slow tempi,
    falling about linearly; the short note does not get under about 100 ms. The slope (0.014 a
    BPM from 120 BPM on) is our reading of their figure.
    """
    ratio = min(max(_SHARPEST - (quarter_bpm - _FROM_BPM) * _SLOPE, 1.0), _SHARPEST)
    beat_ms = 60_000.0 / quarter_bpm
    short_ms = max(beat_ms / (1.0 + ratio), SHORTEST_MS)
    return max(50.0, 100.0 * (1.0 - short_ms / beat_ms))
