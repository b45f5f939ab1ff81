"""The recall sheet: every decision of a mix, written so that a person can read and change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

SCHEMA = "recall/1"

Setting = float | str | bool
Point = tuple[float, float]
"""A breakpoint of an automation curve: seconds in the song, value. Straight lines between."""

Stage = Literal[
    "repair", "balance", "eq", "filter", "gate", "compress", "deess", "saturate", "pan",
    "space", "duck", "ride", "bus", "mixbus", "master",
]  # fmt: skip
STAGES: tuple[Stage, ...] = (
    "repair", "balance", "eq", "filter", "gate", "compress", "deess", "saturate", "pan",
    "space", "duck", "ride", "bus", "mixbus", "master",
)  # fmt: skip

StripKind = Literal["track", "return", "bus", "master"]

_NONE: Mapping[str, tuple[Point, ...]] = MappingProxyType({})
_NO_NUMBERS: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One move: what, on what, by which rule, because of which findings, held by whom.

    A strip's decisions, in their order, *are* its chain. ``effect`` names something on the
    effects shelf (``compressor``, ``bell``, but also ``fader``, ``pan``, ``send``), ``settings``
    its knobs. ``curves`` replace a knob by automation: knob -> breakpoints. ``key`` names the
    strip that a side-chain listens to. ``amount_percent`` scales the move (0 is as good as
    absent), ``bypass`` switches it off; ``hold`` keeps it through every later decision.
    ``because`` holds finding ids, ``reason`` the sentences made from the same numbers.
    ``author`` names who changed it last, where that is said ("" is the house, or a person's
    editor).
    ``predicted`` and ``measured`` say what the move should do and did, by fact name.
    ``id`` is the same for the same move in every later decision about this song:
    ``"lead vocal/eq/1"``.
    """

    id: str
    stage: Stage
    effect: str
    settings: Mapping[str, Setting]
    rule: str
    because: tuple[str, ...]
    reason: str
    curves: Mapping[str, tuple[Point, ...]] = field(default_factory=lambda: _NONE)
    key: str = ""
    amount_percent: float = 100.0
    bypass: bool = False
    hold: bool = False
    predicted: Mapping[str, float] = field(default_factory=lambda: _NO_NUMBERS)
    measured: Mapping[str, float] = field(default_factory=lambda: _NO_NUMBERS)
    author: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One channel of the console.

    ``kind`` is ``track`` (plays the session track ``track``), ``return`` (plays what is sent
    to it), ``bus`` (sums the strips whose ``output`` it is) or ``master``. ``output`` names the
    bus it feeds; the master feeds nothing.
    """

    name: str
    kind: StripKind
    decisions: tuple[Decision, ...] = ()
    track: str = ""
    role: str = ""
    output: str = "master"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What the master is made for."""

    loudness_lufs: float
    ceiling_dbtp: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """A move that was tried, measured on the rendered sound and taken back, and why."""

    decision: Decision
    strip: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallSheet:
    """Every setting of a mix, to rebuild it tomorrow. ``notes`` are sentences about what was
    left alone, what a person holds and what could not be done.
    """

    song: str
    rate_hz: int
    length_s: float
    genre: str
    target: Target
    strips: tuple[Strip, ...]
    tempo_bpm: float = 0.0
    revision: int = 1
    reference: str = ""
    amounts: Mapping[str, float] = field(default_factory=lambda: _NO_NUMBERS)
    taken_back: tuple[TakenBack, ...] = ()
    notes: tuple[str, ...] = ()
    schema: str = SCHEMA

    def strip(self, name: str) -> Strip:
        """Return the strip of that name; raises ``KeyError``."""
        for strip in self.strips:
            if strip.name == name:
                return strip
        raise KeyError(name)

    @property
    def master(self) -> Strip:
        """The strip that everything ends in."""
        return next(strip for strip in self.strips if strip.kind == "master")
