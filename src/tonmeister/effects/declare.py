"""How an effect is declared: a frozen dataclass whose fields are knobs.

From one declaration follow the constructor, range errors, the recall sheet, the command line,
the page of the manual and the law tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar, Literal, Protocol, Self, TypeVar, dataclass_transform

from tonmeister.model import Setting
from tonmeister.signal import Samples
from tonmeister.units import say, unit_of

Curve = Literal["lin", "log"]


@dataclass(frozen=True, slots=True)
class Knob:
    """One declared parameter: name with unit, range, where it rests, words.

    ``rest`` is the value at which the effect does nothing as far as this knob goes; a decision
    played at 40 % lies 40 % of the way from rest to its setting (on the knob's ``curve``).
    ``None``: the amount does not touch it. ``choices`` are the words a text knob may take.
    """

    name: str
    default: Setting
    doc: str
    low: float = 0.0
    high: float = 0.0
    curve: Curve = "lin"
    rest: float | None = None
    automatable: bool = False
    choices: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether it takes a number (and so has a unit and a range)."""
        return not isinstance(self.default, (bool, str))


class OutOfRange(ValueError):
    """A setting lies outside its knob's range."""


def knob(
    *,
    default: float,
    low: float,
    high: float,
    doc: str,
    curve: Curve = "lin",
    rest: float | None = None,
    automatable: bool = False,
) -> Any:
    """Declare a numeric knob. Its unit is the last word of the field's name."""
    extra = {"low": low, "high": high, "curve": curve, "rest": rest, "automatable": automatable}
    return field(default=default, metadata={"doc": doc, **extra})


def choice(*, default: str, choices: tuple[str, ...] = (), doc: str) -> Any:
    """Declare a knob that takes a word: one of ``choices``, or any text if there are none."""
    return field(default=default, metadata={"doc": doc, "choices": choices})


def switch(*, default: bool, doc: str) -> Any:
    """Declare a knob that is on or off."""
    return field(default=default, metadata={"doc": doc})


class At(Protocol):
    """What the knobs stand at during a block: a number, or one value a frame if automated."""

    def __call__(self, knob: str) -> float | Any: ...


class Processor(Protocol):
    """An effect at work on one strip: it keeps its state from block to block.

    Pure given its state: no files, clock or chance. The same sound must come out for any
    division into blocks, bit by bit. ``latency_frames`` is constant for its life.
    """

    @property
    def latency_frames(self) -> int: ...

    def process(self, block: Samples, key: Samples | None, at: At) -> Samples:
        """Work on float64 ``[2, n]`` (may be changed in place); ``key`` is the side-chain."""
        ...


class Declared:
    """Something of the house with knobs: it is written down and read back by them."""

    name: ClassVar[str]
    source: ClassVar[str]
    noun: ClassVar[str]

    def settings(self) -> dict[str, Setting]:
        """Write the knobs down for a sheet."""
        return {k.name: getattr(self, k.name) for k in knobs_of(type(self))}

    @classmethod
    def recall(cls, settings: Mapping[str, Setting]) -> Self:
        """Read it back from a sheet; raises ``OutOfRange`` with one clear line."""
        known = {k.name for k in knobs_of(cls)}
        if strange := sorted(set(settings) - known):
            raise OutOfRange(
                f"{cls.name}: there is no knob {', '.join(strange)}; it has "
                + ", ".join(sorted(known))
            )
        return cls(**settings)

    def __post_init__(self) -> None:
        for k in knobs_of(type(self)):
            hold_to_range(self.name, k, getattr(self, k.name))


D_ = TypeVar("D_", bound=Declared)


def declared(cls: type[D_], name: str, source: str, shelf: dict[str, type[D_]]) -> type[D_]:
    """Put something with knobs on its shelf, under a name that never changes."""
    made = dataclass(frozen=True, kw_only=True)(cls)
    made.name, made.source = name, source
    for k in knobs_of(made):
        if k.is_number:
            unit_of(k.name)  # every number says its unit
    if name in shelf:
        raise ValueError(f"two {cls.noun}s are called {name!r}")
    shelf[name] = made
    return made


class Effect(Declared):
    """Something a strip can be sent through."""

    noun: ClassVar[str] = "effect"
    needs_key: ClassVar[bool] = False

    def start(self, rate_hz: int) -> Processor:
        """Return the effect at rest, ready for the first block at this rate."""
        raise NotImplementedError

    def tail_s(self) -> float:
        """Return how long it still sounds after its input has ended."""
        return 0.0

    def scaled(self, amount_percent: float) -> Self:
        """Return the effect at part of its amount: knobs with a rest move towards it."""
        part = amount_percent / 100.0
        moved: dict[str, Any] = {}
        for k in knobs_of(type(self)):
            if k.rest is None or part == 1.0:
                continue
            value = float(getattr(self, k.name))
            if k.curve == "log":
                moved[k.name] = k.rest * (value / k.rest) ** part
            else:
                moved[k.name] = k.rest + (value - k.rest) * part
        return replace(self, **moved)  # type: ignore[type-var]


def hold_to_range(effect: str, k: Knob, value: Setting) -> None:
    """Raise ``OutOfRange`` with one clear line if a knob cannot stand there."""
    if k.is_number:
        if isinstance(value, (bool, str)):
            raise OutOfRange(f"{effect}: {k.name} is {value!r}, but takes a number ({k.doc})")
        if not k.low <= value <= k.high:
            raise OutOfRange(
                f"{effect}: {k.name} is {say(k.name, value)}, "
                f"but goes from {say(k.name, k.low)} to {say(k.name, k.high)} ({k.doc})"
            )
    elif type(value) is not type(k.default) or (k.choices and value not in k.choices):
        options = ", ".join(k.choices) or (
            "true or false" if k.default in (True, False) else "text"
        )
        raise OutOfRange(f"{effect}: {k.name} is {value!r}, but may be {options} ({k.doc})")


_SHELF: dict[str, type[Effect]] = {}
E_ = TypeVar("E_", bound=Effect)


@dataclass_transform(
    frozen_default=True, kw_only_default=True, field_specifiers=(knob, choice, switch)
)
def effect(name: str, *, source: str) -> Callable[[type[E_]], type[E_]]:
    """Put an effect on the shelf, under a name that never changes."""

    def declare(cls: type[E_]) -> type[E_]:
        return declared(cls, name, source, _SHELF)  # type: ignore[arg-type]

    return declare


def shelf() -> Mapping[str, type[Effect]]:
    """Return what has been declared so far, by name."""
    return _SHELF


def knobs_of(cls: type[Any]) -> tuple[Knob, ...]:
    """Return the knobs of an effect (or instrument) in the order of their declaration."""
    return tuple(
        Knob(f.name, f.default, **f.metadata)  # type: ignore[arg-type]
        for f in fields(cls)
    )
