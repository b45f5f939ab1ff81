"""The part of a sheet that must play before a plug-in can."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from tonmeister.console import Plan
from tonmeister.model import Decision, RecallSheet, Strip

PLUGIN = "plugin"


def is_heard(move: Decision) -> bool:
    """Whether a move is a plug-in that is switched on."""
    return move.effect == PLUGIN and not move.bypass and move.amount_percent > 0.0


def has_plugins(sheet: RecallSheet) -> bool:
    """Whether there is a plug-in to play."""
    return any(is_heard(move) for strip in sheet.strips for move in strip.decisions)


def without_idle(sheet: RecallSheet) -> RecallSheet:
    """Return the sheet with plug-ins bypassed of which nothing is mixed in."""

    def idle(move: Decision) -> bool:
        return is_heard(move) and float(move.settings.get("mix_percent", 100.0)) == 0.0

    strips = tuple(
        replace(s, decisions=tuple(replace(m, bypass=True) if idle(m) else m for m in s.decisions))
        for s in sheet.strips
    )
    return replace(sheet, strips=strips)


def up_to(
    sheet: RecallSheet, wiring: Plan, strip: Strip, position: int, only: Collection[str] | None
) -> RecallSheet:
    """Return the sheet with a strip's moves before ``position``, and all that it hears.

    Tracks not in ``only`` play nothing.
    """
    heard = _heard_by(wiring, strip.name)
    strips = []
    for other in sheet.strips:
        if other.name == strip.name:
            before = tuple(m for m in strip.decisions[:position] if m.effect not in _AFTER)
            other = replace(strip, decisions=before)
        elif other.name in heard:
            inside = tuple(m for m in other.decisions if m.effect != "send" or _to(m) in heard)
            other = replace(other, decisions=inside)
        elif other.kind == "master":
            other = replace(other, decisions=())
        else:
            continue
        if other.kind == "track" and only is not None and other.name not in only:
            other = replace(other, track="")
        if other.kind != "master" and other.output not in heard:
            other = replace(other, output=sheet.master.name)
        strips.append(other)
    return replace(sheet, strips=tuple(strips))


_AFTER = ("fader", "pan", "send")


def _to(move: Decision) -> str:
    return str(move.settings.get("to", ""))


def _heard_by(wiring: Plan, name: str) -> set[str]:
    """Return a strip and all that it hears, however far away."""
    heard: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one not in heard:
            heard.add(one)
            waiting += wiring.channels[one].hears
    return heard
