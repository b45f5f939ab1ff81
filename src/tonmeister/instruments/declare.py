"""How an instrument is declared: a frozen dataclass whose fields are knobs, as an effect's are.

From one declaration follow the constructor, range errors, presets, the page of the manual and
the law tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Protocol, TypeVar, dataclass_transform

from tonmeister.effects.declare import (
    Declared,
    OutOfRange,
    choice,
    declared,
    knob,
    knobs_of,
    switch,
)
from tonmeister.model import Setting, SoundBend, SoundNote
from tonmeister.signal import Samples

__all__ = ["Instrument", "OutOfRange", "Player", "choice", "engines", "instrument", "knob",
           "knobs_of", "recall", "switch"]  # fmt: skip


class Player(Protocol):
    """Whoever plays notes: one of our engines, a preset, a sampler."""

    def play(
        self,
        notes: Sequence[SoundNote],
        bends: Sequence[SoundBend],
        length_s: float,
        rate_hz: int,
        seed: int,
    ) -> Samples:
        """Return float64 ``[2, round(length_s * rate_hz)]``: every note with its release.

        What would still ring at the end of the tape is faded out within it. Bends hold for all
        notes. The same arguments give the same bits.
        """
        ...


class Instrument(Declared):
    """An engine of ours: something that turns notes into sound."""

    noun: ClassVar[str] = "instrument"

    def play(
        self,
        notes: Sequence[SoundNote],
        bends: Sequence[SoundBend],
        length_s: float,
        rate_hz: int,
        seed: int,
    ) -> Samples:
        """Play as ``Player`` says."""
        raise NotImplementedError

    def tail_s(self) -> float:
        """Return how long a note may still sound after its end."""
        raise NotImplementedError


_SHELF: dict[str, type[Instrument]] = {}
I_ = TypeVar("I_", bound=Instrument)


@dataclass_transform(
    frozen_default=True, kw_only_default=True, field_specifiers=(knob, choice, switch)
)
def instrument(name: str, *, source: str) -> Callable[[type[I_]], type[I_]]:
    """Put an engine on the shelf, under a name that never changes."""

    def declare(cls: type[I_]) -> type[I_]:
        return declared(cls, name, source, _SHELF)  # type: ignore[arg-type]

    return declare


def engines() -> Mapping[str, type[Instrument]]:
    """Return every engine of the house by name, in alphabetical order."""
    from tonmeister.later import fill_shelf

    fill_shelf("tonmeister.instruments.engines", "tonmeister.instruments")
    return dict(sorted(_SHELF.items()))


def recall(name: str, settings: Mapping[str, Setting]) -> Instrument:
    """Return the engine of that name with these settings; raises ``OutOfRange``."""
    try:
        cls = engines()[name]
    except KeyError:
        raise OutOfRange(f"there is no engine {name!r}; there are {', '.join(engines())}") from None
    return cls.recall(settings)
