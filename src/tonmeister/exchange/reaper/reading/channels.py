"""REAPER's tracks as channels of ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tonmeister.exchange.reaper.chunks import Chunk
from tonmeister.exchange.reaper.items import MONO_SUM, NORMAL
from tonmeister.exchange.reaper.names import colour_of
from tonmeister.exchange.reaper.plugins import read_plugins
from tonmeister.exchange.reaper.reading.desk import Desk
from tonmeister.exchange.reaper.reading.items import Played, read_items
from tonmeister.exchange.reaper.reading.levels import fader_of, knobs_of
from tonmeister.exchange.reaper.reading.routing import MASTER, NOWHERE, routed
from tonmeister.exchange.reaper.reading.rows import Row, names_of
from tonmeister.exchange.reaper.reading.sends import read_send
from tonmeister.model.daw import DawLane, DawTrack, PanLaw

_BALANCE_MODES = (3, 4, 5)
_USUAL_TAPER = 3
_MUTED_TOGETHER = (4, 5)


def read_channels(rows: Sequence[Row], desk: Desk) -> list[DawTrack]:
    """Return all channels but the master, tracks first, then returns, then buses."""
    played = [
        read_items(row.chunk, desk.rate_hz, desk.timeline, desk.sounds, desk.remarks)
        for row in rows
    ]
    has_sound = [bool(p.lanes or p.notes) for p in played]
    routes = routed(rows, has_sound, desk.remarks)
    waiting = {n: row.told("of").strip("{}") for n, row in enumerate(rows) if _waits(row)}
    names = names_of(rows, desk.master)
    channels: list[DawTrack] = []
    for n, row in enumerate(rows):
        if n in waiting:
            continue
        below = [k for k, key in waiting.items() if key == row.key]
        lanes = _layers(row, played[n], [(rows[k], played[k]) for k in below])
        track = _channel(row, Played(lanes, notes=played[n].notes), desk)
        output = _output(routes.outputs[n], names, desk)
        sends = tuple(
            read_send(receive, track, names[dest], desk) for dest, receive in routes.sends[n]
        )
        track = replace(track, name=names[n], kind=routes.kinds[n], output=output, sends=sends)
        channels += _parted(track, names, desk)
    if NOWHERE in (routes.outputs[n] for n in range(len(rows)) if n not in waiting):
        channels.append(_nowhere(names, desk))
    order = {"track": 0, "return": 1, "bus": 2}
    return sorted(channels, key=lambda track: order[track.kind])


def _waits(row: Row) -> bool:
    """Say whether a track is a layer that we once wrote as a muted track of its own."""
    return bool(row.told("of")) and row.chunk.number("MUTESOLO", 0, 0.0) != 0.0


def _layers(row: Row, own: Played, below: Sequence[tuple[Row, Played]]) -> list[DawLane]:
    """Return a track's layers: its own, then those that stand as tracks; named as we noted."""
    noted = [_note(told) for told in row.hint.get("lane", [])]
    lanes = list(own.lanes)
    if noted and len(lanes) <= len(noted) and all(take < len(noted) for take in own.takes):
        lanes = [DawLane()] * len(noted)
        for take, lane in zip(own.takes, own.lanes, strict=True):
            lanes[take] = lane
    for other, played in below:
        lanes = [*(lanes or [DawLane()]), *(played.lanes[:1] or [DawLane()])]
        noted += [_note(told) for told in other.hint.get("lane", [])[:1]]
    return [
        replace(lane, name=noted[n][1], take=noted[n][0]) if n < len(noted) else lane
        for n, lane in enumerate(lanes)
    ]


def _note(told: str) -> tuple[int, str]:
    take, _, name = told.partition(":")
    return (int(take) if re.fullmatch(r"-?[0-9]{1,9}", take) else 0), name


def _channel(row: Row, played: Played, desk: Desk) -> DawTrack:
    """Return a channel with its fader, pan, devices and clips; no routing yet."""
    chunk = row.chunk
    channels, law = _shape(row, played, desk)
    mode = int(chunk.number("PANMODE", 0, desk.project.number("PANMODE", 0, 3)))
    name = chunk.word("NAME") or "A track"
    if mode not in _BALANCE_MODES:
        desk.remarks.say(f"{name}: its pan mode {mode} was read as a balance")
    envelopes = chunk.chunk("VOLENV2"), chunk.chunk("PANENV2")
    knobs = knobs_of(chunk.line("VOLPAN"), 0, desk.law, chunk.number("AUTOMODE", 0, 0), envelopes)
    taper = chunk.number("PANLAWFLAGS", 0, desk.project.number("PANLAWFLAGS", 0, _USUAL_TAPER))
    if taper != _USUAL_TAPER and (knobs.pan != 0.0 or knobs.pan_envelope is not None):
        desk.remarks.say(f"{name}: its pan follows another taper there; here REAPER's usual one")
    fader = fader_of(knobs, law, desk.rate_hz)
    for other in chunk.chunks("VOLENV", "PANENV", "VOLENV3", "MUTEENV", "WIDTHENV", "WIDTHENV2"):
        if next(other.lines("PT"), None) and other.number("ACT", 0, 1.0) != 0.0:
            desk.remarks.say(f"{name}: its envelope {other.name} was left out")
    if chunk.line("HWOUT"):
        desk.remarks.say(f"{name}: its output to hardware was left out")
    return DawTrack(
        name=name,
        channels=channels,
        law=law,
        fader_db=fader.level_db,
        fader_curve_db=fader.curve_db,
        pan_percent=fader.pan_percent,
        pan_curve_percent=fader.pan_curve_percent,
        muted=chunk.number("MUTESOLO", 0, 0.0) != 0.0,
        flip_polarity=(chunk.number("IPHASE", 0, 0.0) != 0.0) is not (knobs.volume < 0.0),
        devices=read_plugins(chunk.chunk("FXCHAIN")),
        lanes=tuple(played.lanes),
        notes=tuple(played.notes),
        group=row.told("group") or _group(chunk),
        role=row.told("role"),
        colour=colour_of(int(chunk.number("PEAKCOL", 0, 0.0))),
        note=row.told("note"),
    )


def _group(chunk: Chunk) -> str:
    """Return the first group in which a track is muted together with others; "" for none."""
    sets = [int(chunk.number("GROUP_FLAGS", place, 0.0)) for place in _MUTED_TOGETHER]
    together = sets[0] | sets[1]
    return f"Group {(together & -together).bit_length()}" if together > 0 else ""


def _shape(row: Row, played: Played, desk: Desk) -> tuple[int, PanLaw]:
    """Return how many channels a track has and how it pans: mono files make a mono track."""
    clips = [clip for lane in played.lanes for clip in lane.clips]
    files = {file.name: file for file in desk.sounds.files}
    items = [take.number("CHANMODE", 0, NORMAL) for take in row.chunk.chunks("ITEM")]
    summed = bool(items) and all(mode == MONO_SUM for mode in items)
    mono = bool(clips) and (summed or all(files[clip.file].channels == 1 for clip in clips))
    told = row.told("channels")
    channels = int(told) if told in ("1", "2") else 1 if mono else 2
    law = row.told("law")
    if law == "sine" or (law != "balance" and channels == 1):
        return channels, "sine"
    return channels, "balance"


def _output(place: int, names: Sequence[str], desk: Desk) -> str:
    if place == MASTER:
        return desk.master
    return names[place] if place >= 0 else _nowhere(names, desk).name


def _nowhere(names: Sequence[str], desk: Desk) -> DawTrack:
    """Return a muted bus for what does not go to the master."""
    name = "Not in the mix"
    while name in names:
        name += " 2"
    return DawTrack(name=name, kind="bus", muted=True, output=desk.master)


def _parted(track: DawTrack, names: Sequence[str], desk: Desk) -> list[DawTrack]:
    """Part a bus or return that plays clips of its own: they feed it from a track of their own."""
    if track.kind == "track" or not (track.lanes or track.notes):
        return [track]
    name = f"{track.name} clips"
    while name in names or name == desk.master:
        name += " 2"
    player = DawTrack(
        name=name, channels=track.channels, output=track.name, lanes=track.lanes, notes=track.notes,
        role=track.role,
    )  # fmt: skip
    desk.remarks.say(f"{track.name}: what it plays itself became the track {name}")
    return [player, replace(track, lanes=(), notes=(), channels=2)]
