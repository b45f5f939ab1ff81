"""The mixer of a DAWproject: tracks, their channels, buses around them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from tonmeister.exchange.daw.curves import as_gains, gain_of
from tonmeister.exchange.dawproject.elements import put, real, switch
from tonmeister.exchange.dawproject.generic import BANDS, live, put_dynamics, put_equalizer
from tonmeister.exchange.dawproject.plugins import put_plugin
from tonmeister.exchange.dawproject.sheet import Sheet, take_id, take_name
from tonmeister.model.daw import DawDevice, DawTrack, FramePoint

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ROLES = {"track": "regular", "return": "effect", "bus": "submix", "master": "master"}
BITWIG_MOST = 2.0
"""Bitwig's fader ends at +6 dB."""


def put_structure(project: Element, sheet: Sheet) -> None:
    """Append all tracks, each inside the bus that it feeds."""
    structure = put(project, "Structure")
    inside: dict[int | None, list[int]] = {}
    for number in range(len(sheet.session.tracks)):
        inside.setdefault(_bus_around(sheet, number), []).append(number)
    _put_all(structure, sheet, inside, None)


def _bus_around(sheet: Sheet, number: int) -> int | None:
    """Return the bus that a track is shown in; none where buses feed each other in a circle."""
    around, seen = sheet.output(number), {number}
    first = around
    while around is not None and around not in seen:
        seen.add(around)
        around = sheet.output(around)
    if around is not None or first is None:
        return None
    return first if sheet.session.tracks[first].kind == "bus" else None


def _put_all(
    parent: Element, sheet: Sheet, inside: dict[int | None, list[int]], around: int | None
) -> None:
    for number in inside.get(around, ()):
        track = sheet.session.tracks[number]
        found = _put_track(parent, sheet, number, track)
        _put_all(found, sheet, inside, number)
        for lane, waiting in enumerate(track.lanes[1:], 1):
            mark = take_id(number, lane, waiting.take)
            name = take_name(track, waiting.name, waiting.take)
            take = put(
                parent, "Track", id=mark, name=name, color=track.colour or None,
                contentType="audio", comment=f"Waits under {track.name}, muted.", loaded=True,
            )  # fmt: skip
            _put_channel(take, sheet, number, track, mark=f"{mark}-channel", waits=True)


def _put_track(parent: Element, sheet: Sheet, number: int, track: DawTrack) -> Element:
    kinds = "audio"
    if track.kind == "master":
        kinds = "audio notes"
    elif track.kind == "bus":
        kinds = "tracks"
    elif track.notes:
        kinds = "audio notes" if track.clips else "notes"
    found = put(
        parent, "Track", id=f"t{number}", name=track.name, color=track.colour or None,
        comment=_said(track), contentType=kinds, loaded=True,
    )  # fmt: skip
    _put_channel(found, sheet, number, track, mark=f"c{number}")
    if track.flip_polarity and not any(lane.clips for lane in track.lanes):
        sheet.note(
            f"{track.name} plays upside down (polarity); DAWproject has no switch for it and there "
            "is no recording on it to turn: turn it in your program."
        )
    return found


def _put_channel(
    parent: Element, sheet: Sheet, number: int, track: DawTrack, *, mark: str, waits: bool = False
) -> None:
    out = sheet.output(number)
    role = "master" if track.kind == "bus" and sheet.as_bitwig else ROLES[track.kind]
    channel = put(
        parent, "Channel", id=mark, audioChannels=track.channels, role=role,
        solo=False, destination=None if out is None else f"c{out}",
    )  # fmt: skip
    if not waits:
        _put_devices(channel, sheet, number, track, mark)
    switch(channel, "Mute", track.muted or waits, mark=f"{mark}-mute")
    usual = "sine" if track.channels == 1 else "balance"
    real(
        channel, "Pan", _normal(track.pan_percent), "normalized", mark=f"{mark}-pan", low=0.0,
        high=1.0, comment=f"{track.law} law" if track.law != usual else None,
    )  # fmt: skip
    if not waits:
        _put_sends(channel, sheet, number, track, mark)
    level = _level(channel, sheet, track.name, mark, "Volume", track.fader_db, track.fader_curve_db)
    if waits:
        return
    if track.fader_curve_db:
        sheet.ride(number, level, "linear", as_gains(sheet.cornered(track.fader_curve_db)))
    if track.pan_curve_percent:
        points = [(at, _normal(p)) for at, p in sheet.cornered(track.pan_curve_percent)]
        sheet.ride(number, f"{mark}-pan", "normalized", points)


def _put_sends(channel: Element, sheet: Sheet, number: int, track: DawTrack, mark: str) -> None:
    if not track.sends:
        return
    sends = put(channel, "Sends")
    for n, send in enumerate(track.sends):
        to = sheet.target(send.to)
        if to is None:
            sheet.note(f"{track.name} sends to {send.to!r}, which is not there: left out.")
            continue
        one = put(
            sends, "Send", id=f"{mark}-send{n}", destination=f"c{to}",
            type="pre" if send.pre_fader else "post",
        )  # fmt: skip
        level = _level(
            one, sheet, track.name, f"{mark}-send{n}", "Volume", send.level_db, send.curve_db
        )
        if send.curve_db:
            sheet.ride(number, level, "linear", as_gains(sheet.cornered(send.curve_db)))


def _put_devices(channel: Element, sheet: Sheet, number: int, track: DawTrack, mark: str) -> None:
    if not track.devices:
        return
    chain = put(channel, "Devices")
    row = 0
    for way, same in groupby(track.devices, lambda device: _way(device, sheet.session.rate_hz)):
        devices: Sequence[DawDevice] = tuple(same)
        if way == "equalizer":
            put_equalizer(chain, devices, f"{mark}-device{row}")
            row += 1
            continue
        for device in devices:
            at = f"{mark}-device{row}"
            row += 1
            if way == "dynamics":
                put_dynamics(chain, device, at)
            elif way == "plugin":
                curves, told = put_plugin(chain, device, at, sheet.states)
                for parameter, points in curves:
                    sheet.ride(number, parameter, "linear", sheet.cornered(points))
                if told:
                    sheet.note(f"{track.name}: {told}")
            else:
                sheet.note(
                    f"{track.name}: {device.name} has no words in DAWproject and was not printed "
                    "into the sound: it is missing."
                )


def _way(device: DawDevice, rate_hz: int) -> str:
    """Return how a device is written; "" where it cannot be."""
    if device.plugin is not None:
        return "plugin"
    if not live(device, rate_hz):
        return ""
    return "equalizer" if device.effect in BANDS else "dynamics"


def _level(
    parent: Element,
    sheet: Sheet,
    name: str,
    mark: str,
    tag: str,
    level_db: float,
    curve: tuple[FramePoint, ...],
) -> str:
    """Append a level with its range and return its id."""
    gain = gain_of(level_db)
    most = max([gain, *(gain_of(value) for _, value in curve)])
    if most > BITWIG_MOST:
        sheet.note(
            f"{name}: a level goes over +6 dB, where the faders of some programs end; "
            "look whether it arrived."
        )
    real(parent, tag, gain, "linear", mark=f"{mark}-volume", low=0.0, high=max(BITWIG_MOST, most))
    return f"{mark}-volume"


def _normal(pan_percent: float) -> float:
    return (pan_percent + 100.0) / 200.0


def _said(track: DawTrack) -> str | None:
    """Return a track's role and what was done to it, as one comment."""
    if track.role or track.note.startswith("["):
        return f"[{track.role}] {track.note}".rstrip() if track.note else f"[{track.role}]"
    return track.note or None
