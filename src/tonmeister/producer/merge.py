"""Deciding again: what was proposed last, what is proposed now, and what a person made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tonmeister.model import Decision, RecallSheet, Setting, Strip, TakenBack

OUT = "You took it out."
PUT_IN = "You put it in."
YOURS = "you"
BROUGHT = "import"
"""The rule of moves that stood in a session of another program."""


def merge(
    last: RecallSheet | None, new: RecallSheet, hers: RecallSheet | None
) -> tuple[RecallSheet, tuple[str, ...]]:
    """Merge three sheets by decision and knob; the person wins, and is told.

    What she changed against ``last`` stays as she set it: knobs, automation, amount, bypass,
    target; the move is marked ``hold``, so that it stays hers when the merged sheet is the next
    ``last``. What she holds stays as it is in her sheet; a strip with held moves of a session that
    was brought in (``BROUGHT``) stays and plays where it did. What she took out stays out and is
    remembered under ``taken_back``; what she put in stays in, where she put it. All else
    follows ``new``. The second value is one sentence for each thing of hers that differs from
    what is proposed now.
    """
    if hers is None:
        return new, ()
    if last is None:
        last = replace(hers, strips=tuple(replace(s, decisions=()) for s in hers.strips))
    told: list[str] = []
    out = {t.decision.id: t for t in (*last.taken_back, *hers.taken_back) if t.reason == OUT}
    before = {s.name: s for s in last.strips}
    theirs = {s.name: s for s in hers.strips}
    strips = []
    for strip in new.strips:
        mine = theirs.get(strip.name)
        if mine is None:
            if strip.name in before and strip.kind != "master":
                told.append(f"You took the strip {strip.name} out; it stays out.")
            else:
                strips.append(strip)
            continue
        old = before.get(strip.name, replace(mine, decisions=()))
        strips.append(_strip(old, strip, mine, out, told))
    _keep_added(strips, hers, before, told)
    strips = _without_idle_buses(strips, theirs)
    merged = _whole(last, new, hers, _without_lost_ends(strips, told), told)
    return replace(merged, taken_back=(*new.taken_back, *out.values())), tuple(told)


def _strip(
    old: Strip, new: Strip, mine: Strip, out: dict[str, TakenBack], told: list[str]
) -> Strip:
    moves_old = {d.id: d for d in old.decisions}
    moves_new = {d.id: d for d in new.decisions}
    moves_mine = {d.id: d for d in mine.decisions}
    kept: list[Decision] = []
    for proposed in new.decisions:
        own = moves_mine.get(proposed.id)
        if own is not None:
            kept.append(_decision(moves_old.get(proposed.id), proposed, own, told))
        elif proposed.id in moves_old or proposed.id in out:
            out[proposed.id] = TakenBack(decision=proposed, strip=new.name, reason=OUT)
            told.append(f"You took {proposed.id} out; it stays out.")
        else:
            kept.append(proposed)
    for hers in mine.decisions:
        own = hers
        if own.id in moves_new:
            continue
        was = moves_old.get(own.id)
        if was is None:
            told.append(f"You put {own.id} in; it stays.")
            own = replace(own, hold=True, rule=own.rule or YOURS, reason=own.reason or PUT_IN)
        elif own.hold:
            if own.rule != BROUGHT:
                told.append(f"{own.id} is no longer proposed, but you hold it; it stays.")
        elif _touched(was, own):
            told.append(f"{own.id} is no longer proposed, but you changed it; it stays.")
            own = replace(own, hold=True)
        else:
            continue
        _insert(kept, own, mine.decisions)
    role = mine.role if mine.role != old.role and old.role else new.role
    output = mine.output if mine.output != old.output and old.decisions else new.output
    output = mine.output if _brought(mine) else output
    return replace(new, decisions=_in_her_order(kept, old, mine), role=role, output=output)


def _decision(was: Decision | None, new: Decision, own: Decision, told: list[str]) -> Decision:
    """Merge one move knob by knob."""
    if own.hold:
        if _sounds(own) != _sounds(new):
            told.append(f"You hold {own.id}; it stays as it is.")
        return own
    if was is None or own.effect != was.effect:
        if _sounds(own) == _sounds(new):
            return new
        told.append(f"{own.id} is yours; it stays as you wrote it.")
        return replace(own, hold=True)
    settings = dict(new.settings) if new.effect == own.effect else dict(own.settings)
    said = [new.reason]
    for knob, value in own.settings.items():
        if value != was.settings.get(knob) and settings.get(knob) != value:
            told.append(
                f"You set {knob} of {own.id} to {_said(value)}; "
                f"it stays ({_said(settings.get(knob))} was proposed)."
            )
            said.append(f"You set {knob} to {_said(value)}.")
            settings[knob] = value
    curves = dict(new.curves)
    for knob in {*own.curves, *was.curves}:
        if own.curves.get(knob) != was.curves.get(knob):
            if curves.get(knob) != own.curves.get(knob):
                told.append(f"You drew {knob} of {own.id}; it stays.")
            curves.pop(knob, None)
            if knob in own.curves:
                curves[knob] = own.curves[knob]
    merged = replace(
        new, settings=settings, curves=curves, effect=own.effect, reason=" ".join(said)
    )
    if own.amount_percent != was.amount_percent:
        if own.amount_percent != new.amount_percent:
            told.append(f"You set the amount of {own.id} to {own.amount_percent:g} %; it stays.")
        merged = replace(merged, amount_percent=own.amount_percent)
    if own.bypass != was.bypass:
        if own.bypass != new.bypass:
            told.append(f"You switched {own.id} {'off' if own.bypass else 'on'}; it stays so.")
        merged = replace(merged, bypass=own.bypass)
    if own.key != was.key:
        merged = replace(merged, key=own.key)
    return replace(merged, hold=True, author=own.author) if _touched(was, own) else merged


def _touched(was: Decision, own: Decision) -> bool:
    return _sounds(was) != _sounds(own)


def _sounds(move: Decision) -> tuple[object, ...]:
    """Return all of a move that can be heard."""
    return (
        move.effect, dict(move.settings), dict(move.curves), move.key, move.amount_percent,
        move.bypass,
    )  # fmt: skip


def _insert(kept: list[Decision], own: Decision, mine: Sequence[Decision]) -> None:
    """Put a move after the one that stands before it in her sheet."""
    ahead = [d.id for d in mine[: [d.id for d in mine].index(own.id)]]
    places = [i for i, d in enumerate(kept) if d.id in ahead]
    kept.insert(places[-1] + 1 if places else 0, own)


def _in_her_order(kept: list[Decision], old: Strip, mine: Strip) -> tuple[Decision, ...]:
    """Keep the order of a chain that she turned round."""
    shared = {d.id for d in old.decisions} & {d.id for d in mine.decisions}
    before = [d.id for d in old.decisions if d.id in shared]
    order = [d.id for d in mine.decisions]
    if before == [i for i in order if i in shared]:
        return tuple(kept)
    known = [d for d in kept if d.id in order]
    turned = iter(sorted(known, key=lambda d: order.index(d.id)))
    return tuple(next(turned) if d.id in order else d for d in kept)


def _keep_added(
    strips: list[Strip], hers: RecallSheet, before: Mapping[str, Strip], told: list[str]
) -> None:
    """Keep strips that only she has, before the master; drop those only ``last`` proposed."""
    have = {s.name for s in strips}
    for strip in hers.strips:
        if strip.name in have or strip.kind == "master":
            continue
        held = any(d.hold for d in strip.decisions)
        was = before.get(strip.name)
        if was is not None and not held and not _strip_touched(was, strip):
            continue
        brought = _brought(strip)
        if was is not None and strip.kind == "track" and not brought:
            continue  # the recording itself is gone
        if not brought:
            told.append(f"The strip {strip.name} is yours; it stays.")
        strips.insert(len(strips) - 1, strip)


def _brought(strip: Strip) -> bool:
    return any(move.hold and move.rule == BROUGHT for move in strip.decisions)


def _without_idle_buses(strips: list[Strip], theirs: Mapping[str, Strip]) -> list[Strip]:
    """Drop proposed buses that nobody plays into, because she kept all outputs elsewhere."""
    fed = {strip.output for strip in strips}
    return [s for s in strips if s.kind != "bus" or s.name in fed or s.name in theirs]


def _strip_touched(was: Strip, own: Strip) -> bool:
    return [_sounds(d) for d in was.decisions] != [_sounds(d) for d in own.decisions]


def _without_lost_ends(strips: list[Strip], told: list[str]) -> tuple[Strip, ...]:
    """Drop sends to returns, and keys from strips, that are not there any more."""
    names = {s.name for s in strips}
    out = []
    for strip in strips:
        kept = []
        for move in strip.decisions:
            lost_send = move.effect == "send" and str(move.settings.get("to")) not in names
            if lost_send or (move.key and move.key not in names):
                where = move.key or move.settings.get("to")
                told.append(f"{move.id} is left out: there is no strip {where} any more.")
            else:
                kept.append(move)
        output = strip.output
        if output and output not in names and strip.kind != "master" and output != "master":
            output = next(s.name for s in strips if s.kind == "master")
            told.append(f"{strip.name} now plays into {output}: {strip.output} is gone.")
        out.append(replace(strip, decisions=tuple(kept), output=output))
    return tuple(out)


def _whole(
    last: RecallSheet, new: RecallSheet, hers: RecallSheet, strips: tuple[Strip, ...],
    told: list[str],
) -> RecallSheet:  # fmt: skip
    target = hers.target if hers.target != last.target else new.target
    if target != new.target:
        told.append(
            f"You set the target to {target.loudness_lufs:g} LUFS under "
            f"{target.ceiling_dbtp:g} dBTP; it stays."
        )
    revision = max(last.revision, hers.revision) + 1
    return replace(
        new, strips=strips, target=target, revision=revision,
        notes=tuple(dict.fromkeys((*new.notes, *told))),
    )  # fmt: skip


def _said(value: Setting | None) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
