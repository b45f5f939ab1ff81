"""Ardour's routes as channels of ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree.ElementTree import Element

from tonmeister.exchange.ardour.gains import added, cut
from tonmeister.exchange.ardour.reading.curves import TOLERANCE_DB
from tonmeister.exchange.ardour.reading.devices import read_devices
from tonmeister.exchange.ardour.reading.document import Document, number, value_of, yes
from tonmeister.exchange.ardour.reading.mixer import Mixed, mixed
from tonmeister.exchange.ardour.reading.regions import read_playlist
from tonmeister.exchange.ardour.reading.rides import lifted
from tonmeister.exchange.ardour.reading.routes import (
    NOWHERE,
    Route,
    kinds_of,
    outputs_of,
    read_routes,
)
from tonmeister.exchange.ardour.reading.sources import Sources
from tonmeister.exchange.daw.remarks import Remarks
from tonmeister.exchange.daw.thinning import thinned
from tonmeister.model.daw import DawClip, DawDevice, DawLane, DawTrack, PanLaw

_ELSEWHERE = "Not in the mix"
_ALL = 1e-6


@dataclass(frozen=True)
class Desk:
    """What all channels of a session are read with."""

    document: Document
    folder: Path
    sources: Sources
    remarks: Remarks


def read_channels(desk: Desk) -> tuple[DawTrack, ...]:
    """Return all channels: tracks, returns, buses, the master last."""
    routes = read_routes(desk.document, desk.remarks)
    if not routes or not routes[-1].is_master:
        desk.remarks.say("The session has no master; ours is neutral")
        element = Element("Route", {"name": "Master", "id": "master"})
        routes.append(Route(element, "master", "Master", ("MasterOut",), 0.0))
    names = _names(routes)
    targets = {route.id: names[n] for n, route in enumerate(routes)}
    outputs = outputs_of(routes, desk.remarks)
    sent = [
        place
        for place, route in enumerate(routes)
        for other in routes
        for send in other.element.findall("Processor[@type='intsend']")
        if send.get("target") == route.id and send.get("role", "Aux") in ("Aux", "Send")
    ]
    kinds = kinds_of(routes, outputs, sent)
    groups = _groups(desk.document)
    tracks = []
    for n, route in enumerate(routes):
        track = _channel(route, names[n], targets, desk)
        output = "" if route.is_master else _ELSEWHERE
        if outputs[n] != NOWHERE and not route.is_master:
            output = names[outputs[n]]
        group = route.element.get("route-group", "") or groups.get(route.id, "")
        tracks.append(lifted(replace(track, kind=kinds[n], output=output, group=group)))
    if any(track.output == _ELSEWHERE for track in tracks):
        tracks.append(
            DawTrack(name=_ELSEWHERE, kind="bus", muted=True, output=names[len(routes) - 1])
        )
    order = {"track": 0, "return": 1, "bus": 2, "master": 3}
    return tuple(sorted(tracks, key=lambda track: order[track.kind]))


def _names(routes: Sequence[Route]) -> list[str]:
    taken = {_ELSEWHERE}
    names = []
    for route in routes:
        name, count = route.name, 2
        while name in taken:
            name, count = f"{route.name} {count}", count + 1
        taken.add(name)
        names.append(name)
    return names


def _groups(document: Document) -> dict[str, str]:
    """Return the family of each route, by its id."""
    return {
        ident: group.get("name", "")
        for group in document.all("RouteGroups/RouteGroup")
        for ident in group.get("routes", "").split()
    }


def _channel(route: Route, name: str, targets: dict[str, str], desk: Desk) -> DawTrack:
    """Return a channel without its place in the mix."""
    element = route.element
    lanes = _lanes(route, desk) if route.is_track else []
    channels = _channels(route)
    law: PanLaw = "sine" if channels == 1 else "balance"
    devices = read_devices(element, desk.document, desk.folder, name, desk.remarks)
    levels = mixed(
        element,
        desk.document,
        channels,
        law,
        has_clips=bool(lanes and lanes[0].clips),
        has_plugins=any(device.enabled for device in devices),
        targets=targets,
        remarks=desk.remarks,
    )
    master = element.find("MuteMaster")
    muted = yes(master.get("muted") if master is not None else None)
    if not yes(element.get("active"), default=True):
        desk.remarks.say(f"{name}: it is switched off there; here it is muted")
        muted = True
    phase = element.get("phase-invert", "") or next(
        (c.get("phase-invert", "") for c in element.findall("Controllable")
         if c.get("name") == "phase"), ""
    )  # fmt: skip
    if "1" in phase and "0" in phase:
        desk.remarks.say(f"{name}: one of its sides is turned over there; here neither is")
    return DawTrack(
        name=name,
        channels=channels,
        law=law,
        fader_db=levels.fader_db,
        fader_curve_db=levels.fader_curve_db,
        pan_percent=levels.pan_percent,
        pan_curve_percent=levels.pan_curve_percent,
        muted=muted or value_of(element, "mute", 0.0) > 0.0,
        flip_polarity="1" in phase and "0" not in phase,
        sends=levels.sends,
        devices=(*devices, *_width(levels)),
        lanes=tuple(replace(lane, clips=_with(levels, lane.clips)) for lane in lanes),
        colour=_colour(element),
        note=element.findtext("Comment") or "",
    )


def _width(levels: Mixed) -> tuple[DawDevice, ...]:
    """Return what a panner that narrows is with us: the effect of that name."""
    if abs(levels.width_ratio - 1.0) < _ALL:
        return ()
    settings = {"width_percent": round(100.0 * levels.width_ratio, 9), "mono_below_hz": 0.0}
    return (DawDevice(name="width", effect="width", settings=settings),)


def _channels(route: Route) -> int:
    """Return 1 for a mono track, 2 for all else."""
    if not route.is_track:
        return 2
    ports = route.element.findall("IO[@direction='Input']/Port")
    return 1 if sum(port.get("type", "audio") == "audio" for port in ports) == 1 else 2


def _lanes(route: Route, desk: Desk) -> list[DawLane]:
    """Return the playlist that plays, then all others of the track."""
    stream = route.element.find("Diskstream")
    named = stream.get("playlist", "") if stream is not None else ""
    playing = route.element.get("audio-playlist", "")
    active: list[DawLane] = []
    waiting: list[DawLane] = []
    everything = [
        *desk.document.all("Playlists/Playlist"), *desk.document.all("UnusedPlaylists/Playlist")
    ]  # fmt: skip
    for playlist in everything:
        name = playlist.get("name", "")
        plays = playlist.get("id") == playing or bool(named and name == named)
        if not plays and playlist.get("orig-track-id") != route.id:
            continue
        if playlist.get("type", "audio") != "audio":
            desk.remarks.say(f"{route.name}: its MIDI was left out")
            continue
        clips = read_playlist(playlist, desk.document, desk.sources, desk.remarks)
        (active if plays else waiting).append(DawLane(clips=clips, name=name))
    if not active:
        return [DawLane(), *waiting] if waiting else []
    empty = not active[0].clips and not waiting
    return [] if empty else [*active[:1], *waiting]


def _with(levels: Mixed, clips: tuple[DawClip, ...]) -> tuple[DawClip, ...]:
    """Return clips with what the mixer leaves to them."""
    out = []
    for clip in clips:
        envelope = clip.envelope_db
        gain_db = clip.gain_db + levels.clip_gain_db
        if levels.clips_db:
            moved = cut(levels.clips_db, clip.at_frames, clip.length_frames)
            envelope = thinned(added(envelope, moved), TOLERANCE_DB)
            if len(envelope) == 1:
                gain_db, envelope = gain_db + envelope[0][1], ()
        out.append(replace(clip, gain_db=gain_db, envelope_db=envelope))
    return tuple(out)


def _colour(route: Element) -> str:
    """Return the colour of a channel as ``#rrggbb``; "" for none."""
    info = route.find("PresentationInfo")
    rgba = int(number(info.get("color") if info is not None else None, 0.0))
    return f"#{rgba >> 8 & 0xFFFFFF:06x}" if rgba >> 8 else ""
