"""The mixer of a DAWproject: which channels there are, what they feed, where they stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tonmeister.exchange.daw.curves import OFF_DB
from tonmeister.exchange.dawproject.reading.figures import (
    gain,
    level_db,
    number,
    pan_percent,
    whole,
    yes,
)
from tonmeister.exchange.dawproject.reading.rides import (
    TOLERANCE_PERCENT,
    Moves,
    levels,
    thinned,
)
from tonmeister.model.daw import DawKind, DawSend, FramePoint, PanLaw

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_KINDS: dict[str, DawKind] = {"effect": "return", "submix": "bus", "master": "master"}
_ROLE = re.compile(r"\[([^\]]*)\] ?(.*)", re.DOTALL)


@dataclass
class Strip:
    """A track as the file has it, and what it is in our words."""

    track: Element
    channel: Element
    kind: DawKind
    group: str
    name: str = ""


def strips_of(root: Element, *, ours: bool, tell: Callable[[str], None]) -> list[Strip]:
    """Return every track and bare channel of the structure, in its order."""
    found: list[Strip] = []
    structure = root.find("Structure")
    for element in [] if structure is None else structure:
        _gather(element, "", found, tell)
    _name_all(found, ours=ours)
    return found


def _gather(element: Element, group: str, found: list[Strip], tell: Callable[[str], None]) -> None:
    from xml.etree.ElementTree import Element as Made

    if element.tag == "Channel":
        found.append(Strip(element, element, _kind(element, holds=False), group))
        return
    if element.tag != "Track":
        return
    channel, inner = element.find("Channel"), element.findall("Track")
    name = element.get("name", "")
    if channel is None and (inner or "tracks" in element.get("contentType", "").split()):
        for track in inner:
            _gather(track, name, found, tell)
        return
    channel = Made("Channel") if channel is None else channel
    if channel.get("role") == "vca":
        tell(f"{name} is a VCA: the tracks that it moves are where their own faders stand.")
        for track in inner:
            _gather(track, name, found, tell)
        return
    holds = bool(inner) or element.get("contentType", "").split() == ["tracks"]
    found.append(Strip(element, channel, _kind(channel, holds=holds), group))
    for track in inner:
        _gather(track, "", found, tell)


def _kind(channel: Element, *, holds: bool) -> DawKind:
    """Return what a channel is; Bitwig calls the channel of a group a master, too."""
    kind = _KINDS.get(channel.get("role", "regular"), "track")
    return "bus" if holds and kind in ("track", "master") else kind


def _name_all(found: list[Strip], *, ours: bool) -> None:
    """Give every channel its name; what is fed by name has one of its own."""
    taken = {strip.track.get("name", "") for strip in found if strip.kind == "track" and not ours}
    for strip in found:
        wanted = strip.track.get("name") or strip.channel.get("name") or ""
        strip.name = wanted
        if strip.kind == "track":
            continue
        wanted = wanted or {"master": "Master", "bus": "Bus"}.get(strip.kind, "Return")
        strip.name, number_ = wanted, 2
        while strip.name in taken:
            strip.name, number_ = f"{wanted} {number_}", number_ + 1
        taken.add(strip.name)


def outputs(found: list[Strip], master: str) -> dict[str, str]:
    """Return the names of what channels feed, by the id of the channel fed."""
    named = {strip.channel.get("id", ""): strip.name for strip in found}
    named[""] = master
    return named


def law_of(channel: Element, channels: int, *, ours: bool) -> PanLaw:
    """Return what its pan does: our own files say where it is not the usual."""
    pan = channel.find("Pan")
    told = pan.get("comment", "") if pan is not None and ours else ""
    if told in ("sine law", "balance law"):
        return "sine" if told == "sine law" else "balance"
    return "sine" if channels == 1 else "balance"


def channels_of(channel: Element) -> int:
    """Return one or two."""
    return 1 if whole(channel, "audioChannels", 2) == 1 else 2


def steady_pan(channel: Element) -> float:
    """Return where a channel's pan stands, in percent."""
    pan = channel.find("Pan")
    return 0.0 if pan is None else _pan(pan, number(pan, "value", _middle(pan)), "")


def pan_curve(channel: Element, moving: Moves | None, rate_hz: int) -> tuple[FramePoint, ...]:
    """Return a pan that moves, in percent."""
    pan = channel.find("Pan")
    if moving is None or pan is None:
        return ()
    points = [(at, _pan(pan, value, moving.unit)) for at, value in moving.frames(rate_hz)]
    return thinned(points, TOLERANCE_PERCENT)


def level_curve(
    volume: Element | None, moving: Moves | None, rate_hz: int
) -> tuple[FramePoint, ...]:
    """Return a level that moves, in dB."""
    if moving is None or volume is None:
        return ()
    unit, most = moving.unit or volume.get("unit", "linear"), number(volume, "max", 1.0)
    return levels([(at, gain(value, unit, most)) for at, value in moving.frames(rate_hz)])


def sends_of(
    channel: Element,
    named: dict[str, str],
    rides: dict[str, Moves],
    rate_hz: int,
    tell: Callable[[str], None],
) -> tuple[DawSend, ...]:
    """Return what a channel sends, and where to."""
    out: list[DawSend] = []
    for send in channel.findall("Sends/Send"):
        to = named.get(send.get("destination", "?"))
        if to is None:
            tell("A send goes to a channel that is not there: left out.")
            continue
        volume = send.find("Volume")
        on = yes(send.find("Enable"), "value", True)
        moving = None if volume is None or not on else rides.get(volume.get("id", ""))
        out.append(
            DawSend(
                to=to,
                level_db=level_db(volume, 0.0) if on else OFF_DB,
                pre_fader=send.get("type", "post") == "pre",
                curve_db=level_curve(volume, moving, rate_hz),
            )
        )
    return tuple(out)


def said(comment: str, *, ours: bool) -> tuple[str, str]:
    """Return the role and the note that a track's comment holds."""
    found = _ROLE.fullmatch(comment) if ours else None
    return (found[1], found[2]) if found else ("", comment)


def _pan(pan: Element, value: float, unit: str) -> float:
    low = number(pan, "min", 0.0) if "min" in pan.attrib else None
    high = number(pan, "max", 0.0) if "max" in pan.attrib else None
    if unit and unit != pan.get("unit"):
        low = high = None
    return pan_percent(value, unit or pan.get("unit", "normalized"), low, high)


def _middle(pan: Element) -> float:
    return {"normalized": 0.5, "percent": 50.0}.get(pan.get("unit", "normalized"), 0.0)
