"""What a style is made of: who plays what, in which register, with which figures, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tonmeister.knowledge.grooves.nouns import Figure
from tonmeister.knowledge.read import Grade

LEVELS = ("calm", "normal", "full")
"""Patterns by how much energy a section has."""
CALM_BELOW_SCORE, FULL_FROM_SCORE = 0.45, 0.72


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The lowest and highest key of an instrument, and how we know."""

    low: int
    high: int
    grade: Grade
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chair:
    """One part of the band and how it is played in a style.

    ``low`` and ``high``: the register it keeps to (MIDI keys). ``rule``: which way of playing;
    ``voicing`` and ``voices``: how chords are laid. ``patterns``: level, or "three" for three
    beats and "six" for 6/8, -> one or more bars of signs. ``enters_score``: it plays where a
    section has at least this energy. ``spread_ms``: from the first to the last string of a strum.
    ``anchor_low``: where the bass notes of a figure begin. ``hold_quarters``: how long a bass that
    goes with the kick holds a note at most.
    """

    part: str
    preset: str
    program: int
    rule: str
    voicing: str
    voices: int
    low: int
    high: int
    push_ms: float
    loose_ms: float
    velocity_score: float
    enters_score: float
    spread_ms: float
    anchor_low: int
    hold_quarters: float
    patterns: Mapping[str, tuple[str, ...]]
    grade: Grade
    source: str

    def figures(self, energy_score: float) -> tuple[str, ...]:
        """Return the patterns for an energy; where a level has none, the nearest that has."""
        level = (
            0 if energy_score < CALM_BELOW_SCORE else 2 if energy_score >= FULL_FROM_SCORE else 1
        )
        nearest = sorted(range(3), key=lambda n: (abs(n - level), n))
        return next((self.patterns[LEVELS[n]] for n in nearest if LEVELS[n] in self.patterns), ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How songs of a style begin, breathe and end.

    ``intro_chords``: "first" the song's first bars, "last" its last ones (a turnaround).
    ``dropout_parts``: silent in the bar before the last chorus. ``breakdown_parts``: who stays in
    a breakdown. ``contrast_ratio``: how far energies of sections lie apart (1 as usual).
    """

    intro_bars: int
    intro_chords: str
    intro_parts: frozenset[str]
    dropout_parts: frozenset[str]
    breakdown_parts: frozenset[str]
    contrast_ratio: float
    ritard_percent: float
    grade: Grade
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A way for a band to play a chart. ``genre`` is what the mix is measured against.

    ``parts`` play unless others are asked for; ``chairs`` has those and the ones one may add.
    ``lead``: an instrument of its own plays the tune; without it one of the parts has it.
    """

    name: str
    title: str
    family: str
    genre: str
    reads_as: str
    groove: str
    tempo_bpm: Figure
    parts: tuple[str, ...]
    lead: bool
    chairs: Mapping[str, Chair]
    form: Form
