"""A song on paper: melody, chords, form, keys and tempo, for every musician in their language.

Time is counted in quarter notes from the first downbeat, exactly (``Fraction``); what stands
before the first downbeat is a pickup and has a negative time.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

LETTERS = "FCGDAEB"
"""The line of fifths: F is -1, C 0, G 1, ... B 5, F# 6; the other way Bb -2, Eb -3."""
LETTER_CLASS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
Feel = Literal["straight", "triplet", "swing"]
CHART_SCHEMA = 1


def fifths_name(fifths: int) -> str:
    """Return how a place on the line of fifths is called: ``fifths_name(-3) == "Eb"``."""
    alter, place = divmod(fifths + 1, 7)
    return LETTERS[place] + ("#" * alter if alter > 0 else "b" * -alter)


@dataclass(frozen=True, slots=True)
class Pitch:
    """A pitch as it is written: F#4 and Gb4 are two. C4 is the middle C, MIDI 60."""

    fifths: int
    octave: int  # of the letter: B#3 sounds as C4 does

    @property
    def letter(self) -> str:
        """The letter without its sign."""
        return LETTERS[(self.fifths + 1) % 7]

    @property
    def alter(self) -> int:
        """Semitones of the sign: 1 a sharp, -1 a flat."""
        return (self.fifths + 1) // 7

    @property
    def midi(self) -> int:
        """The key of a piano it is played on."""
        return 12 * (self.octave + 1) + LETTER_CLASS[self.letter] + self.alter

    @property
    def name(self) -> str:
        """How it is called: ``F#4``."""
        return f"{fifths_name(self.fifths)}{self.octave}"


@dataclass(frozen=True, slots=True)
class ChordSymbol:
    """A chord as it is written over a bar: root and bass on the line of fifths, and its kind.

    ``quality`` is one of ``tonmeister.music.chord_kinds.KINDS`` ("", "m", "7", "m7b5" ...).
    """

    root_fifths: int
    quality: str = ""
    bass_fifths: int | None = None  # None: the root

    @property
    def name(self) -> str:
        """How it is written: ``F#m7/C#``."""
        bass = "" if self.bass_fifths is None else "/" + fifths_name(self.bass_fifths)
        return fifths_name(self.root_fifths) + self.quality + bass


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartNote:
    """A note of the melody. ``syllable`` ends in "-" where the word goes on."""

    start_quarters: Fraction
    length_quarters: Fraction
    pitch: Pitch
    syllable: str = ""
    cents: float = 0.0  # how far off it was sung


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartChord:
    """A chord in its place. Where no chord stands nothing is played."""

    start_quarters: Fraction
    length_quarters: Fraction
    symbol: ChordSymbol
    sure_score: float = 1.0  # 0 to 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSection:
    """A part of the form: bars counted from 0; ``letter`` is the same where it comes again."""

    name: str
    first_bar: int
    bars: int
    letter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyAt:
    """A key from somewhere on: ``tonic_fifths`` on the line of fifths; mode "major", "minor"
    or a church mode.
    """

    at_quarters: Fraction
    tonic_fifths: int
    mode: str = "major"

    @property
    def name(self) -> str:
        """How it is called: ``Eb major``."""
        return f"{fifths_name(self.tonic_fifths)} {self.mode}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterAt:
    """A time signature from a bar on (bars from 0): 6/8 has ``beats`` 6 and ``unit`` 8."""

    bar: int
    beats: int = 4
    unit: int = 4

    @property
    def bar_quarters(self) -> Fraction:
        """How long a bar is."""
        return Fraction(4 * self.beats, self.unit)

    @property
    def beat_quarters(self) -> Fraction:
        """How long a counted beat is: a dotted quarter in 6/8, 9/8 and 12/8."""
        compound = self.unit == 8 and self.beats % 3 == 0 and self.beats > 3
        return Fraction(3, 2) if compound else Fraction(4, self.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class TempoAt:
    """A tempo from somewhere on, in quarter notes a minute."""

    at_quarters: Fraction
    quarter_bpm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One song on paper. ``keys``, ``meters`` and ``tempos`` each begin at the start.

    ``first_s`` is where the first downbeat lies in the recording it was heard from. ``notes``
    say what was heard and what else it may be, for people; ``alternatives_bpm`` are other
    readings of the tempo (counted beats), ``runner_up`` the second likeliest key.
    """

    title: str
    composer: str = ""
    keys: tuple[KeyAt, ...] = (KeyAt(at_quarters=Fraction(0), tonic_fifths=0),)
    meters: tuple[MeterAt, ...] = (MeterAt(bar=0),)
    tempos: tuple[TempoAt, ...] = (TempoAt(at_quarters=Fraction(0), quarter_bpm=120.0),)
    first_s: float = 0.0
    feel: Feel = "straight"
    melody: tuple[ChartNote, ...] = ()
    chords: tuple[ChartChord, ...] = ()
    sections: tuple[ChartSection, ...] = ()
    bars: int = 0  # full bars from the first downbeat on; 0: as many as the rest needs
    alternatives_bpm: tuple[float, ...] = ()
    runner_up: str = ""
    notes: tuple[str, ...] = ()
