"""Playing edits: one kind a module, each with ``play``.

A module here is called like the kind it plays and has ``play(sound, rate_hz, edits, at_hand)``:
it takes samples [channels, n] in song time and the edits of its kind on this track (those that
play, by start), and returns samples of the same shape. Within a stage, kinds with a lower ``TURN``
(50 where a module has none) play first. What no edit covers stays bit by bit as it
was. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol

from tonmeister.listening.pitch import PitchCurve
from tonmeister.model import EDIT_STAGES, Edit, EditStage
from tonmeister.signal import Samples


def _no_pitch(sound: Samples, rate_hz: int) -> PitchCurve:
    raise LookupError("nobody here hears pitch")


@dataclass(frozen=True, slots=True)
class AtHand:
    """What edits may need: who hears the pitch of a voice; sounds by name (drum samples)."""

    pitch: Callable[[Samples, int], PitchCurve] = _no_pitch
    sounds: Mapping[str, Samples] = field(default_factory=dict)


class Player(Protocol):
    """What a module in this package offers."""

    def play(
        self, sound: Samples, rate_hz: int, edits: Sequence[Edit], at_hand: AtHand
    ) -> Samples: ...


class NoSuchEdit(ValueError):
    """An edit of a kind that nobody plays."""


def kinds() -> list[str]:
    """Return the kinds of edits there are."""
    return [m.name for m in iter_modules(__path__) if not m.name.startswith("_")]


def play_edits(
    sound: Samples,
    rate_hz: int,
    edits: Sequence[Edit],
    at_hand: AtHand,
    *,
    until: EditStage | None = None,
) -> Samples:
    """Play a track's edits, stage after stage; ``until``: stop before that stage.

    ``sound`` [channels, n] is left as it is; what comes back has the same shape (and is ``sound``
    itself where nothing plays). Each kind leaves what it is given alone.
    """
    stages = EDIT_STAGES[: EDIT_STAGES.index(until)] if until else EDIT_STAGES
    out = sound
    for stage in stages:
        mine = [edit for edit in edits if edit.stage == stage and edit.plays]
        players = {kind: _player(kind) for kind in dict.fromkeys(edit.kind for edit in mine)}
        for kind in sorted(players, key=lambda kind: getattr(players[kind], "TURN", 50)):
            of_kind = sorted((e for e in mine if e.kind == kind), key=lambda e: e.start_s)
            out = players[kind].play(out, rate_hz, of_kind, at_hand)
    return out


def _player(kind: str) -> Player:
    if kind not in kinds():
        raise NoSuchEdit(f"there is no edit {kind!r}; there are {', '.join(kinds())}")
    player: Player = import_module(f"{__name__}.{kind}")
    return player
