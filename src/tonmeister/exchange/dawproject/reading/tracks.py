"""Tracks of a DAWproject with their channels, clips and takes, in our words."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from tonmeister.exchange.dawproject.reading.audio import Files
from tonmeister.exchange.dawproject.reading.clips import clip_of
from tonmeister.exchange.dawproject.reading.devices import devices_of
from tonmeister.exchange.dawproject.reading.figures import level_db, yes
from tonmeister.exchange.dawproject.reading.mixer import (
    Strip,
    channels_of,
    law_of,
    level_curve,
    outputs,
    pan_curve,
    said,
    sends_of,
    steady_pan,
    strips_of,
)
from tonmeister.exchange.dawproject.reading.rides import Moves
from tonmeister.exchange.dawproject.reading.timelines import Lane, Walk
from tonmeister.exchange.dawproject.sheet import take_name
from tonmeister.model.daw import DawClip, DawLane, DawTrack

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_TAKE = re.compile(r"(t\d+)-lane(\d+)-take(-?\d+)")
_CLIPS = re.compile(r"l\d+-clips")


def tracks_of(
    root: Element,
    walk: Walk,
    files: Files,
    packed: zipfile.ZipFile,
    rate_hz: int,
    told: dict[str, None],
    *,
    ours: bool,
) -> list[DawTrack]:
    """Return all tracks, in the order of the console where the file is ours."""

    def tell(words: str) -> None:
        told[words] = None

    strips = strips_of(root, ours=ours, tell=tell)
    lanes = _own_lanes(root) if ours else {}
    waiting: dict[str, list[Strip]] = {}
    if ours:
        for strip in strips:
            if found := _TAKE.fullmatch(strip.track.get("id", "")):
                waiting.setdefault(found[1], []).append(strip)
        strips = [s for s in strips if not _TAKE.fullmatch(s.track.get("id", ""))]
        order = list(lanes)
        strips.sort(key=lambda s: order.index(i) if (i := s.track.get("id", "")) in lanes else -1)
    masters = [strip for strip in strips if strip.kind == "master"]
    master = masters[-1].name if masters else "Master"
    for strip in masters[:-1]:
        tell(f"{strip.name} is a second master: it comes as a bus.")
        strip.kind = "bus"
    named = outputs(strips, master)
    made: list[DawTrack] = []
    for strip in strips:
        track = _channel(strip, named, walk, packed, rate_hz, tell, ours=ours)
        own = strip.track.get("id", "")
        heard = _clips(walk.lanes.get(own, Lane()), files, rate_hz, track.name, tell, ours=ours)
        lane = lanes.get(own)
        name, take = _lane_words(lane)
        playing = DawLane(clips=heard, name=name, take=take)
        rows = [playing] if heard or (lane is not None and _CLIPS.match(_clips_id(lane))) else []
        for waits in waiting.get(own, ()):
            clips = walk.lanes.get(waits.track.get("id", ""), Lane())
            rows.append(
                _take(waits, track, _clips(clips, files, rate_hz, track.name, tell, ours=ours))
            )
        notes = tuple(walk.lanes[own].notes) if own in walk.lanes else ()
        group = lane.get("name", "") if lane is not None else strip.group
        made.append(replace(track, lanes=tuple(rows), notes=notes, group=group))
    if not masters:
        made.append(DawTrack(name=master, kind="master", output=""))
    ids = _ids(root)
    loose = sum(len(lane.sounds) for own, lane in walk.lanes.items() if own not in ids)
    if loose:
        tell(f"{loose} sounds lie on no track: they are not carried.")
    return made


def _channel(
    strip: Strip,
    named: dict[str, str],
    walk: Walk,
    packed: zipfile.ZipFile,
    rate_hz: int,
    tell: Callable[[str], None],
    *,
    ours: bool,
) -> DawTrack:
    """Return a track without what lies on it."""
    channel = strip.channel

    def say(words: str) -> None:
        tell(f"{strip.name}: {words}")

    volume, mute = channel.find("Volume"), channel.find("Mute")
    channels = channels_of(channel)
    role, note = said(strip.track.get("comment", ""), ours=ours)
    if _ride(walk, mute) is not None:
        say("its mute moves; it is carried as it stands at the start.")
    output = "" if strip.kind == "master" else named.get(channel.get("destination", ""), named[""])
    return DawTrack(
        name=strip.name,
        kind=strip.kind,
        channels=channels,
        law=law_of(channel, channels, ours=ours),
        fader_db=level_db(volume),
        fader_curve_db=level_curve(volume, _ride(walk, volume), rate_hz),
        pan_percent=steady_pan(channel),
        pan_curve_percent=pan_curve(channel, _ride(walk, channel.find("Pan")), rate_hz),
        muted=yes(mute, "value", False),
        output=output,
        sends=sends_of(channel, named, walk.rides, rate_hz, say),
        devices=devices_of(channel, packed, walk.rides, rate_hz, say),
        role=role,
        colour=strip.track.get("color", ""),
        note=note,
    )


def _ride(walk: Walk, parameter: Element | None) -> Moves | None:
    found = None if parameter is None else walk.rides.get(parameter.get("id", ""))
    return found if found is not None and found.points else None


def _clips(
    lane: Lane, files: Files, rate_hz: int, name: str, tell: Callable[[str], None], *, ours: bool
) -> tuple[DawClip, ...]:
    out: list[DawClip] = []
    for sound in lane.sounds:
        clip = clip_of(sound, files.of(sound), rate_hz, ours=ours)
        if clip is None:
            continue
        out.append(clip)
        if sound.stretched:
            called = clip.name or files.of(sound).name
            tell(f"{name}: {called} was stretched to the beat; here it plays as it was recorded.")
    return tuple(sorted(out, key=lambda clip: clip.at_frames) if not ours else out)


def _take(strip: Strip, track: DawTrack, clips: tuple[DawClip, ...]) -> DawLane:
    """Return a muted track of ours as the take that it is."""
    found = _TAKE.fullmatch(strip.track.get("id", ""))
    take = int(found[3]) if found else 0
    name = strip.track.get("name", "")
    return DawLane(clips=clips, name="" if name == take_name(track, "", take) else name, take=take)


def _own_lanes(root: Element) -> dict[str, Element]:
    """Return the lanes of our own file by track, in the order of the console."""
    lanes = root.findall("Arrangement/Lanes/Lanes")
    return {lane.get("track", ""): lane for lane in lanes if not _TAKE.match(lane.get("track", ""))}


def _clips_id(lane: Element) -> str:
    clips = lane.find("Clips")
    return "" if clips is None else clips.get("id", "")


def _lane_words(lane: Element | None) -> tuple[str, int]:
    """Return what the lane that plays is called, and which take it is."""
    clips = None if lane is None else lane.find("Clips")
    if clips is None:
        return "", 0
    take = re.fullmatch(r"take (-?\d+)", clips.get("comment", ""))
    return clips.get("name", ""), int(take[1]) if take else 0


def _ids(root: Element) -> set[str]:
    structure = root.find("Structure")
    return set() if structure is None else {e.get("id", "") for e in structure.iter("Track")}
