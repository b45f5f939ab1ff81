"""What the harmony of a mode must say about itself, whoever wrote it down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol


class Choice(Protocol):
    """A chord of a key, its root in fifths from the tonic."""

    @property
    def name(self) -> str: ...
    @property
    def root_fifths(self) -> int: ...
    @property
    def quality(self) -> str: ...
    @property
    def price(self) -> float: ...
    @property
    def moves_like(self) -> str: ...
    @property
    def to_fifths(self) -> int | None: ...


class Harmony(Protocol):
    """The chords of a mode, what moves between them are worth, the loops songs stay in."""

    @property
    def home(self) -> str: ...
    @property
    def safe(self) -> Sequence[Choice]: ...
    @property
    def colour(self) -> Sequence[Choice]: ...
    @property
    def moves(self) -> Mapping[tuple[str, str], float]: ...
    @property
    def loops(self) -> Sequence[Sequence[str]]: ...


@dataclass(frozen=True, slots=True)
class Tone:
    """A note of a melody in quarters from the first downbeat, as a MIDI key."""

    start: Fraction
    length: Fraction
    midi: int

    @property
    def end(self) -> Fraction:
        """Where it ends."""
        return self.start + self.length
