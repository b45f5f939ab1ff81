"""Channels as Ardour's routes: ports, mute, polarity, plug-ins, sends, fader, panner, comment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element, SubElement

from tonmeister.exchange.ardour import pans
from tonmeister.exchange.ardour.gains import added, is_level, moved, moved_fader
from tonmeister.exchange.ardour.marks import Marks, control, yes
from tonmeister.exchange.ardour.names import said
from tonmeister.exchange.ardour.placing import Placed
from tonmeister.exchange.daw.curves import gain_of
from tonmeister.model.daw import DawSend, DawTrack, FramePoint

_GAIN = "GainLike"


@dataclass(frozen=True, kw_only=True)
class Strip:
    """A channel on its way into the session: ours, its numbers in Ardour, its names and wires."""

    track: DawTrack
    placed: Placed
    name: str
    port: str
    id: str
    hears: Sequence[str]
    into: str
    sends: Sequence[tuple[DawSend, str, str]]
    is_target: bool
    devices: Sequence[Element]
    comment: str
    order: int
    playlist: str = ""

    def playing(self, playlist: str) -> Strip:
        """Return the strip with the playlist that it plays."""
        return replace(self, playlist=playlist)


def route(parent: Element, marks: Marks, strip: Strip) -> None:
    """Add a route."""
    track, put = strip.track, strip.placed
    is_track = track.kind == "track"
    master = track.kind == "master"
    out = SubElement(parent, "Route", {
        "version": "7002", "id": strip.id, "name": strip.name, "default-type": "audio",
        "strict-io": yes(master), "active": "1", "denormal-protection": "0",
        "meter-point": "MeterPostFader", "disk-io-point": "DiskIOPreFader",
        "meter-type": "MeterPeak",
    })  # fmt: skip
    if is_track:
        out.attrib |= {
            "audio-playlist": strip.playlist, "saved-meter-point": "MeterPostFader",
            "alignment-choice": "Automatic", "mode": "Normal",
        }  # fmt: skip
    kind = "MasterOut" if master else "AudioTrack" if is_track else "AudioBus"
    SubElement(out, "PresentationInfo", {
        "order": str(strip.order), "flags": f"{kind},OrderSet", "color": _colour(track.colour),
    })  # fmt: skip
    _ports(out, marks, strip)
    SubElement(out, "MuteMaster", {
        "mute-point": "PreFader,PostFader,Listen,Main", "muted": yes(track.muted),
    })  # fmt: skip
    control(out, marks, "mute", float(track.muted), "Toggle,RealTime")
    flipped = control(out, marks, "phase", float(track.flip_polarity), "Toggle")
    flipped.set("phase-invert", yes(track.flip_polarity) * put.channels)
    if strip.comment:
        SubElement(out, "Comment").text = said(strip.comment)
    _pannable(out, marks, put)
    if strip.is_target:
        _processor(out, marks, "Return", "intreturn")
    if is_track:
        _processor(out, marks, f"recorder:{strip.name}", "diskwriter").set("record-safe", "0")
        _processor(out, marks, f"player:{strip.name}", "diskreader")
    _processor(out, marks, "Polarity", "polarity")
    trim = _processor(out, marks, "Amp", "trim")
    control(trim, marks, "trimcontrol", put.trim, _GAIN)
    out.extend(strip.devices)
    _sends(out, marks, strip, early=True)
    _fader(out, marks, "amp", "gain", put.fader, put.fader_curve_db)
    _sends(out, marks, strip, early=False)
    _processor(out, marks, f"meter-{strip.name}", "meter")
    main = _processor(out, marks, strip.name, "main-outs")
    main.attrib |= {"own-input": "1", "own-output": "0", "output": strip.port, "role": "Main"}
    _panner(main, put)
    SubElement(out, "Slavable")


def _ports(out: Element, marks: Marks, strip: Strip) -> None:
    """Add inputs and outputs with their wires."""
    for way, count in (("Input", strip.placed.channels), ("Output", 2)):
        side = SubElement(out, "IO", {
            "name": strip.port, "id": marks.id(), "direction": way, "default-type": "audio",
        })  # fmt: skip
        for n in range(1, count + 1):
            short = "in" if way == "Input" else "out"
            port = SubElement(side, "Port", {
                "type": "audio", "name": f"{strip.port}/audio_{short} {n}",
            })  # fmt: skip
            if way == "Input":
                others = [f"{name}/audio_out {n}" for name in strip.hears]
            elif strip.track.kind == "master":
                others = [f"system:playback_{n}"]
            else:
                others = [f"{strip.into}/audio_in {n}"]
            for other in others:
                SubElement(port, "Connection", {"other": other})


def _pannable(out: Element, marks: Marks, put: Placed) -> None:
    """Add where the panner stands, or how it moves."""
    pannable = SubElement(out, "Pannable")
    width = 0.0 if put.channels == 1 else 1.0
    for name, value in (
        ("pan-azimuth", put.azimuth), ("pan-width", width), ("pan-elevation", 0.0),
        ("pan-frontback", 0.0), ("pan-lfe", 0.0),
    ):  # fmt: skip
        control(pannable, marks, name, value)
    if put.azimuth_curve:
        moves = SubElement(pannable, "Automation")
        marks.points(moves, "pan-azimuth", moved(put.azimuth_curve), playing=True)


def _panner(parent: Element, put: Placed) -> None:
    """Add the panner itself, moved with the channel."""
    shell = SubElement(parent, "PannerShell", {
        "bypassed": "0", "user-panner": put.panner, "linked-to-route": "1",
    })  # fmt: skip
    SubElement(shell, "Panner", {"uri": put.panner, "type": pans.TITLES[put.panner]})


def _sends(out: Element, marks: Marks, strip: Strip, *, early: bool) -> None:
    """Add the sends of one side of the fader."""
    put = strip.placed
    for send, target, name in strip.sends:
        if send.pre_fader != early:
            continue
        curve: Sequence[FramePoint] = send.curve_db
        level = send.level_db
        if curve and is_level(curve):
            level, curve = curve[0][1], ()
        gain = gain_of(level)
        if early and put.before_fader_db:
            both = added(curve or ((0, level),), put.before_fader_db)
            gain, curve = gain_of(both[0][1]), () if is_level(both) else both
        part = _fader(out, marks, "intsend", "send", gain, curve, name)
        part.attrib |= {
            "own-input": "1", "own-output": "1", "role": "Aux", "selfdestruct": "0",
            "target": target, "allow-feedback": "0",
        }  # fmt: skip
        _panner(part, put)


def _fader(
    out: Element, marks: Marks, kind: str, what: str, gain: float,
    curve_db: Sequence[FramePoint], name: str = "Amp",
) -> Element:  # fmt: skip
    """Add a fader, of the channel or of a send, standing or moving."""
    part = _processor(out, marks, name, kind)
    if curve_db:
        points = moved_fader(curve_db, marks.rate_hz)
        marks.points(SubElement(part, "Automation"), what, points, playing=True)
        gain = points[0][1]
    control(part, marks, "gaincontrol", gain, _GAIN)
    return part


def _processor(out: Element, marks: Marks, name: str, kind: str) -> Element:
    return SubElement(out, "Processor", {
        "id": marks.id(), "name": said(name), "active": "1", "user-latency": "0",
        "use-user-latency": "0", "type": kind,
    })  # fmt: skip


def _colour(told: str) -> str:
    """Return ``#rrggbb`` as the number that Ardour keeps; 0 where there is none."""
    text = told.removeprefix("#")
    try:
        return str(int(text[:6] + "ff", 16)) if len(text) >= 6 else "0"
    except ValueError:
        return "0"


def wires(tracks: Sequence[DawTrack], ports: Mapping[int, str]) -> dict[int, list[str]]:
    """Return for each channel, by its place, the ports of those that play into it."""
    places = {track.name: n for n, track in reversed(list(enumerate(tracks)))}
    main = next(n for n, track in enumerate(tracks) if track.kind == "master")
    out: dict[int, list[str]] = {n: [] for n in range(len(tracks))}
    for n, track in enumerate(tracks):
        if n != main:
            out[places.get(track.output, main)].append(ports[n])
    return out
