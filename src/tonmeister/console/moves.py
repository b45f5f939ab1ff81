"""A strip's decisions, read as the console plays them.

Whatever their order in the sheet: trim first, the inserts as they stand, then fader and pan;
sends tap the strip after the inserts (pre fader) or after the fader (post fader).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from tonmeister.console.curves import Curve, Level
from tonmeister.effects import Effect, Knob, OutOfRange, knobs_of, recall
from tonmeister.model import Decision, Strip


class RoutingError(ValueError):
    """The sheet asks for something the console cannot play; the message says what and where."""


@dataclass(frozen=True)
class Insert:
    """An effect in a strip's chain, at its amount. ``key`` names whom its side-chain hears."""

    effect: Effect
    curves: Mapping[str, Curve]
    key: str = ""


@dataclass(frozen=True)
class Send:
    """A part of the strip that goes to a return."""

    to: str
    level: Level
    pre_fader: bool


@dataclass(frozen=True)
class Moves:
    """Everything one strip does to its sound. A positive shift plays the track later."""

    trim_db: float
    flip: bool
    shift_frames: int
    inserts: tuple[Insert, ...]
    fader: Level
    pan: Level
    sends: tuple[Send, ...]


def read_moves(strip: Strip, rate_hz: int) -> Moves:
    """Read a strip's chain; raises ``RoutingError`` in one clear line."""
    moves = [move for decision in strip.decisions if (move := _read(strip, decision, rate_hz))]

    def named(name: str) -> list[Insert]:
        return [move for move in moves if move.effect.name == name]

    def level(name: str, knob: str) -> Level:
        steady = [float(_of(m, knob)) for m in named(name) if knob not in m.curves]
        return Level.of(steady, (m.curves[knob] for m in named(name) if knob in m.curves))

    trims = named("trim")
    shift_ms = sum(float(_of(move, "shift_ms")) for move in trims)
    return Moves(
        trim_db=sum(float(_of(move, "gain_db")) for move in trims),
        flip=sum(bool(_of(move, "flip_polarity")) for move in trims) % 2 == 1,
        shift_frames=round(shift_ms * rate_hz / 1000),
        inserts=tuple(move for move in moves if move.effect.name not in PLAYED_HERE),
        fader=level("fader", "gain_db"),
        pan=level("pan", "position_percent"),
        sends=tuple(_send(move) for move in named("send")),
    )


PLAYED_HERE = frozenset({"trim", "fader", "pan", "send"})
PLAYED_AHEAD = "plugin"
"""The effect that the console cannot play itself: what came of it is handed in."""


def after_ahead(moves: Moves) -> Moves:
    """Return what is left to do once all up to the last plug-in, and the trim, was played ahead."""
    names = [insert.effect.name for insert in moves.inserts]
    last = max((i for i, name in enumerate(names, 1) if name == PLAYED_AHEAD), default=0)
    left = moves.inserts[last:]
    return replace(moves, trim_db=0.0, flip=False, shift_frames=0, inserts=left)


def _of(move: Insert, knob: str) -> float | str | bool:
    return move.effect.settings()[knob]


def _send(move: Insert) -> Send:
    curve = move.curves.get("level_db")
    level = Level.of([], [curve]) if curve else Level(float(_of(move, "level_db")))
    return Send(str(_of(move, "to")), level, bool(_of(move, "pre_fader")))


def _read(strip: Strip, decision: Decision, rate_hz: int) -> Insert | None:
    """Read one decision at its amount, or ``None`` where it is switched off."""
    if decision.bypass or decision.amount_percent == 0.0:
        return None
    where = f"{strip.name}, {decision.effect} ({decision.id})"
    try:
        effect = recall(decision.effect, decision.settings)
        knobs = {knob.name: knob for knob in knobs_of(type(effect))}
        curves = {
            name: Curve.through(_scaled_points(where, knobs, decision, name), rate_hz)
            for name in decision.curves
        }
        effect = effect.scaled(decision.amount_percent)
        if decision.effect == "send":
            down_db = round(20.0 * math.log10(decision.amount_percent / 100.0), 9)
            effect = replace(effect, level_db=max(effect.level_db + down_db, -100.0))  # type: ignore
        for name, curve in curves.items():
            for extreme in (min(curve.values), max(curve.values), curve.values[0]):
                level = replace(effect, **{name: extreme})  # type: ignore[type-var]
            if curve.is_level:
                effect = level
    except OutOfRange as error:
        raise RoutingError(f"{strip.name} ({decision.id}): {error}") from None
    if effect.needs_key and not decision.key:
        raise RoutingError(f"{where}: needs a key, the strip that it listens to")
    moving = {name: curve for name, curve in curves.items() if not curve.is_level}
    return Insert(effect, moving, decision.key)


def _scaled_points(
    where: str, knobs: Mapping[str, Knob], decision: Decision, name: str
) -> list[tuple[float, float]]:
    """Return a curve's breakpoints at the decision's amount."""
    points = decision.curves[name]
    if name not in knobs or not knobs[name].automatable:
        able = ", ".join(knob.name for knob in knobs.values() if knob.automatable) or "none"
        raise RoutingError(f"{where}: {name} cannot be automated; what can: {able}")
    if not points:
        raise RoutingError(f"{where}: the curve of {name} has no breakpoints; give it one or more")
    knob, part = knobs[name], decision.amount_percent / 100.0
    if decision.effect == "send":
        down_db = round(20.0 * math.log10(part), 9)
        return [(at_s, max(value + down_db, -100.0)) for at_s, value in points]
    if knob.rest is None or part == 1.0:
        return list(points)
    if knob.curve == "log":
        return [(at_s, knob.rest * (value / knob.rest) ** part) for at_s, value in points]
    return [(at_s, knob.rest + (value - knob.rest) * part) for at_s, value in points]
