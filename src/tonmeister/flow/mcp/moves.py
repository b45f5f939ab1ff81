"""Changes of one move of a sheet: what an assistant may do, with its author and its reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from tonmeister.effects import effects, knobs_of
from tonmeister.flow.mcp.desk import Hand
from tonmeister.flow.mcp.told_changes import said
from tonmeister.flow.wishes import BadWish
from tonmeister.model import STAGES, Decision, RecallSheet, Setting, Stage, Strip
from tonmeister.units import say

RULE = "assistant/asked"
_FREE_WORDS = {("send", "to"), ("convolution", "impulse"), ("plugin", "values")}
_STAGE_OF: Mapping[str, Stage] = {
    "bell": "eq", "low_shelf": "eq", "high_shelf": "eq", "match_eq": "eq", "highpass": "filter",
    "lowpass": "filter", "gate": "gate", "compressor": "compress", "multiband": "compress",
    "deesser": "deess", "saturation": "saturate", "clipper": "saturate", "pan": "pan",
    "width": "pan", "room": "space", "plate": "space", "delay": "space", "convolution": "space",
    "send": "space", "ducker": "duck", "fader": "balance", "trim": "balance",
}  # fmt: skip
_LAST = ("clipper", "limiter", "dither")


Change = Callable[[Decision], Decision]


def with_setting(
    sheet: RecallSheet,
    wanted: str,
    hand: Hand,
    *,
    knob: str | None = None,
    value: Setting | None = None,
    amount_percent: float | None = None,
    bypass: bool | None = None,
) -> RecallSheet:
    """Set one knob, the amount, or the bypass of a move; it is held, like a person's change."""
    if (knob is None) != (value is None):
        raise BadWish("a knob goes with a value: give both, or neither")
    if knob is None and amount_percent is None and bypass is None:
        raise BadWish("say what to set: knob and value, amount_percent, or bypass")

    def change(move: Decision) -> Decision:
        did: list[str] = []
        now = move
        if knob is not None and value is not None:
            now, words = _with_knob(now, knob, value)
            did.append(words)
        if amount_percent is not None and amount_percent != move.amount_percent:
            now = replace(now, amount_percent=float(amount_percent))
            did.append(f"set its amount from {move.amount_percent:g} % to {amount_percent:g} %")
        if bypass is not None and bypass != move.bypass:
            now = replace(now, bypass=bypass)
            did.append("switched it off" if bypass else "switched it on")
        return _signed(now, hand, " and ".join(d for d in did if d))

    return changed(sheet, wanted, change)


def with_hold(sheet: RecallSheet, wanted: str, hand: Hand, *, hold: bool) -> RecallSheet:
    """Hold a move, or let it go."""

    def change(move: Decision) -> Decision:
        if move.hold == hold:
            raise BadWish(f"{move.id} is {'held already' if hold else 'not held'}")
        return _signed(move, hand, "held it" if hold else "let it go", hold=hold)

    return changed(sheet, wanted, change)


def with_new(
    sheet: RecallSheet,
    strip: str,
    effect: str,
    settings: Mapping[str, Setting],
    hand: Hand,
    *,
    stage: str | None = None,
    key: str = "",
    after: str | None = None,
) -> tuple[RecallSheet, str]:
    """Put a move on a strip; returns the sheet and the move's id.

    Without ``after`` it comes last in the chain, on the master before clipper and limiter.
    """
    where = strip_of(sheet, strip)
    known = effects()
    if effect not in known:
        raise BadWish(f"there is no effect {effect!r}; there are {', '.join(known)}")
    for knob in knobs_of(known[effect]):
        _no_programs(effect, knob.name, knob.is_number, knob.default, knob.choices)
    if known[effect].needs_key and not key:
        raise BadWish(f"{effect} listens to another strip: say which one in `key`")
    usual: Stage = "master" if where.kind == "master" else _STAGE_OF.get(effect, "bus")
    chosen: Stage = next((s for s in STAGES if s == stage), usual)
    if stage is not None and stage not in STAGES:
        raise BadWish(f"there is no stage {stage!r}; there are {', '.join(STAGES)}")
    move = Decision(
        id=_free_id(sheet, where, chosen, hand.author),
        stage=chosen, effect=effect,
        settings={k: v if isinstance(v, (bool, str)) else float(v) for k, v in settings.items()},
        rule=RULE, because=(), reason=f"{hand.author} put it in: {hand.because}",
        key=key, hold=True, author=hand.author,
    )  # fmt: skip
    moves = list(where.decisions)
    moves.insert(_place(where, effect, after), move)
    new = replace(where, decisions=tuple(moves))
    strips = tuple(new if s.name == where.name else s for s in sheet.strips)
    return replace(sheet, strips=strips), move.id


def strip_of(sheet: RecallSheet, wanted: str) -> Strip:
    """Return a strip by its name, its role, or a part of its name; raises ``BadWish``."""
    low = wanted.casefold()
    exact = [s for s in sheet.strips if wanted == s.name]
    called = [s for s in sheet.strips if low and low in (s.name.casefold(), s.role.casefold())]
    found = exact or called or [s for s in sheet.strips if low and low in s.name.casefold()]
    if len(found) != 1:
        names = ", ".join(s.name for s in (found or sheet.strips))
        raise BadWish(f"{wanted!r} is no strip's name; there are {names}" if not found
                      else f"{wanted!r} may be any of {names}: say which")  # fmt: skip
    return found[0]


def move_of(sheet: RecallSheet, wanted: str) -> Decision:
    """Return a move by its id; raises ``BadWish`` that names those near it."""
    moves = [move for strip in sheet.strips for move in strip.decisions]
    for move in moves:
        if move.id.casefold() == wanted.casefold():
            return move
    first = wanted.partition("/")[0].casefold()
    near = [m.id for m in moves if m.id.casefold().startswith(first)] or [m.id for m in moves]
    raise BadWish(f"there is no move {wanted!r}; there are {', '.join(near[:12])}")


def changed(sheet: RecallSheet, wanted: str, change: Change) -> RecallSheet:
    """Return the sheet with one move changed."""
    move = move_of(sheet, wanted)
    new = change(move)
    strips = tuple(
        replace(s, decisions=tuple(new if d.id == move.id else d for d in s.decisions))
        for s in sheet.strips
    )
    return replace(sheet, strips=strips)


def _with_knob(move: Decision, knob: str, value: Setting) -> tuple[Decision, str]:
    known = {k.name: k for k in knobs_of(effects()[move.effect])}
    if knob not in known:
        there = ", ".join(known)
        raise BadWish(f"{move.effect} has no knob {knob!r}; it has {there}")
    if knob in move.curves:
        raise BadWish(f"{knob} of {move.id} moves over the song: set amount_percent, or add a move")
    k = known[knob]
    _no_programs(move.effect, knob, k.is_number, k.default, k.choices)
    number = float(value) if not isinstance(value, (bool, str)) else value
    old = move.settings.get(knob, k.default)
    if old == number:
        return move, ""
    if k.is_number and isinstance(number, float) and not k.low <= number <= k.high:
        raise BadWish(f"{move.effect}: {knob} is {say(knob, number)}, but goes from "
                      f"{say(knob, k.low)} to {say(knob, k.high)} ({k.doc})")  # fmt: skip
    words = f"set {knob} from {said(knob, old)} to {said(knob, number)}"
    return replace(move, settings={**move.settings, knob: number}), words


def _no_programs(
    effect: str, knob: str, is_number: bool, default: Setting, choices: tuple[str, ...]
) -> None:
    """Refuse what could name a file or a program: a plug-in is put in by a person."""
    free = not is_number and isinstance(default, str) and not choices
    if free and (effect, knob) not in _FREE_WORDS:
        raise BadWish(f"{effect} is set up by a person: its {knob} may name files or programs")


def _signed(move: Decision, hand: Hand, did: str, *, hold: bool = True) -> Decision:
    if not did:
        raise BadWish(f"{move.id} stands so already: nothing was changed")
    reason = f"{move.reason} {hand.author} {did}: {hand.because}".strip()
    return replace(move, hold=hold, author=hand.author, reason=reason)


def _free_id(sheet: RecallSheet, strip: Strip, stage: str, author: str) -> str:
    taken = {m.id for s in sheet.strips for m in s.decisions}
    taken |= {back.decision.id for back in sheet.taken_back}
    who = re.sub(r"[^\w -]+", "", author).strip() or "assistant"
    number = 1
    while (name := f"{strip.name}/{stage}/{who} {number}") in taken:
        number += 1
    return name


def _place(strip: Strip, effect: str, after: str | None) -> int:
    ids = [move.id for move in strip.decisions]
    if after is not None:
        folded = [i.casefold() for i in ids]
        if after.casefold() not in folded:
            raise BadWish(f"{strip.name} has no move {after!r}; it has {', '.join(ids) or 'none'}")
        return folded.index(after.casefold()) + 1
    if strip.kind == "master" and effect not in _LAST:
        last = [i for i, move in enumerate(strip.decisions) if move.effect in _LAST]
        return last[0] if last else len(ids)
    return len(ids)
