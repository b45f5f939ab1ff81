"""What differs between two sheets, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tonmeister.model import Decision, RecallSheet, Setting
from tonmeister.units import say


def told_changes(before: RecallSheet | None, after: RecallSheet) -> tuple[str, ...]:
    """Return one sentence for each thing that can be heard, held or read differently now."""
    if before is None:
        count = sum(len(strip.decisions) for strip in after.strips)
        return (f"a first sheet: {len(after.strips)} strips, {count} moves",)
    return tuple(_head(before, after)) + tuple(_moves(before, after))


def said(knob: str, value: Setting) -> str:
    """Write a knob's setting for people, with its unit."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return value if isinstance(value, str) else say(knob, value)


def _head(before: RecallSheet, after: RecallSheet) -> Iterator[str]:
    if before.genre != after.genre:
        yield f"the genre is {after.genre}, was {before.genre}"
    was, now = before.target, after.target
    if was != now:
        yield (
            f"the target is {say('loudness_lufs', now.loudness_lufs)} under "
            f"{say('ceiling_dbtp', now.ceiling_dbtp)}, was "
            f"{say('loudness_lufs', was.loudness_lufs)} under "
            f"{say('ceiling_dbtp', was.ceiling_dbtp)}"
        )
    for stage in dict.fromkeys([*before.amounts, *after.amounts]):
        old, new = before.amounts.get(stage, 100.0), after.amounts.get(stage, 100.0)
        if old != new:
            yield f"all of {stage} is played at {new:g} %, was {old:g} %"


def _moves(before: RecallSheet, after: RecallSheet) -> Iterator[str]:
    was, now = _by_id(before), _by_id(after)
    for strip in after.strips:
        if strip.name not in {s.name for s in before.strips}:
            yield f"{strip.name}: a new strip"
    for strip in before.strips:
        if strip.name not in {s.name for s in after.strips}:
            yield f"{strip.name}: the strip is gone"
    for name, move in now.items():
        if name not in was:
            settings = ", ".join(f"{k} {said(k, v)}" for k, v in move.settings.items())
            yield f"{name}: new, {move.effect} ({settings})"
        else:
            yield from (f"{name}: {words}" for words in _within(was[name], move))
    for name, move in was.items():
        if name not in now:
            yield f"{name}: gone ({move.effect})"


def _within(was: Decision, now: Decision) -> Iterator[str]:
    if was.effect != now.effect:
        yield f"{now.effect} in the place of {was.effect}"
        return
    for knob in dict.fromkeys([*was.settings, *now.settings]):
        old, new = was.settings.get(knob), now.settings.get(knob)
        if old != new:
            words = "its usual value" if new is None else said(knob, new)
            yield f"{knob} is {words}" + ("" if old is None else f", was {said(knob, old)}")
    for knob in dict.fromkeys([*was.curves, *now.curves]):
        if was.curves.get(knob) != now.curves.get(knob):
            yield f"{knob} moves otherwise over the song"
    if was.key != now.key:
        yield f"it listens to {now.key or 'nobody'}, before to {was.key or 'nobody'}"
    if was.amount_percent != now.amount_percent:
        yield f"played at {now.amount_percent:g} %, was {was.amount_percent:g} %"
    if was.bypass != now.bypass:
        yield "switched off" if now.bypass else "plays again"
    if was.hold != now.hold:
        yield "held" if now.hold else "no longer held"


def _by_id(sheet: RecallSheet) -> Mapping[str, Decision]:
    return {move.id: move for strip in sheet.strips for move in strip.decisions}
