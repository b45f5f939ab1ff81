"""Edits: what is done to a recording before the mix, one move an entry, each reversible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from tonmeister.model.finding import Span
from tonmeister.model.sheet import Point, Setting

EDITS_SCHEMA = "edits/1"

EditStage = Literal["clean", "tune", "replace", "tighten"]
EDIT_STAGES: tuple[EditStage, ...] = ("clean", "tune", "replace", "tighten")
"""In the order in which they are played: what moves sound in time comes last, so that all times
of all edits are those of the recording as it came."""

_NONE: Mapping[str, tuple[Point, ...]] = MappingProxyType({})
_NO_NUMBERS: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One move on one recording: where, what, why, measured before and after.

    ``id`` stays the same for the same move: ``"Lead Vox/tune/12.480"`` (track, kind, start).
    ``kind`` names who plays it (a module of ``console/edits``), ``stage`` when. ``start_s`` and
    ``end_s`` are song time of the recording as it came. ``settings`` are its knobs, ``curves``
    knobs over time. ``before`` and ``after`` hold the same facts, measured on the sound.
    ``amount_percent`` plays part of it, ``bypass`` none of it, ``hold`` keeps it as it is
    whatever the machine thinks later.
    """

    id: str
    track: str
    stage: EditStage
    kind: str
    start_s: float
    end_s: float
    settings: Mapping[str, Setting]
    rule: str
    reason: str
    because: tuple[str, ...] = ()
    curves: Mapping[str, tuple[Point, ...]] = field(default_factory=lambda: _NONE)
    before: Mapping[str, float] = field(default_factory=lambda: _NO_NUMBERS)
    after: Mapping[str, float] = field(default_factory=lambda: _NO_NUMBERS)
    amount_percent: float = 100.0
    bypass: bool = False
    hold: bool = False

    @property
    def where(self) -> Span:
        """Where it works."""
        return Span(self.start_s, self.end_s)

    @property
    def plays(self) -> bool:
        """Whether it does anything."""
        return not self.bypass and self.amount_percent > 0.0


def edit_id(track: str, kind: str, start_s: float) -> str:
    """Return the id of a move: the same for the same place, track and kind."""
    return f"{track}/{kind}/{start_s:.3f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditTakenBack:
    """A move that was played, measured and taken back, and why."""

    edit: Edit
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditList:
    """All edits of a song. ``notes`` say what was left alone and what could not be done."""

    song: str
    edits: tuple[Edit, ...] = ()
    taken_back: tuple[EditTakenBack, ...] = ()
    notes: tuple[str, ...] = ()
    schema: str = EDITS_SCHEMA

    def of(self, track: str) -> tuple[Edit, ...]:
        """Return the edits of one track, in the order in which they are played."""
        mine = [edit for edit in self.edits if edit.track == track]
        return tuple(sorted(mine, key=lambda e: (EDIT_STAGES.index(e.stage), e.kind, e.start_s)))

    def edit(self, named: str) -> Edit:
        """Return the edit of that id; raises ``KeyError``."""
        for edit in self.edits:
            if edit.id == named:
                return edit
        raise KeyError(named)
