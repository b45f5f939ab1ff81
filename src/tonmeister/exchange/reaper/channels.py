"""Channels as REAPER's tracks: fader, pan, mute, polarity, rides, sends, and what feeds a bus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tonmeister.exchange.daw.timeline import Timeline
from tonmeister.exchange.reaper.chunks import Chunk
from tonmeister.exchange.reaper.envelopes import add_envelope
from tonmeister.exchange.reaper.items import Sound, add_items, taken_together
from tonmeister.exchange.reaper.levels import level_in_reaper
from tonmeister.exchange.reaper.names import guid, native_colour
from tonmeister.exchange.reaper.notes_midi import add_notes
from tonmeister.exchange.reaper.panning import FLAT_LAW
from tonmeister.exchange.reaper.plugins import add_plugins
from tonmeister.model.daw import DawLane, DawSend, DawSession, DawTrack

_POST_FADER, _PRE_FADER = 0, 3
_NO_COLOUR = 16576
MOST_GROUPS = 32


@dataclass(frozen=True)
class Row:
    """A track of the project: a channel of ours, or a waiting lane of one (``lane`` > 0)."""

    track: DawTrack
    key: str
    of: str = ""
    lane: int = 0


def rows_of(session: DawSession) -> list[Row]:
    """Return the tracks in the order of the console; waiting lanes follow their track, muted."""
    rows: list[Row] = []
    for place, track in enumerate(session.tracks):
        if track.kind == "master":
            continue
        key = guid("track", place, track.name)
        if len(track.lanes) < 2 or taken_together(track):
            rows.append(Row(track, key))
            continue
        rows.append(Row(replace(track, lanes=track.lanes[:1]), key))
        for number, lane in enumerate(track.lanes[1:], 1):
            rows.append(Row(_waiting(track, lane, number), guid(key, number), key, number))
    return rows


def _waiting(track: DawTrack, lane: DawLane, number: int) -> DawTrack:
    """Return a lane that does not play as a muted track of its own."""
    name = f"{track.name} ({lane.name or f'lane {number + 1}'})"
    return replace(
        track, name=name, lanes=(lane,), muted=True, sends=(), devices=(), notes=(), note=""
    )


def add_channel(
    project: Chunk,
    row: Row,
    rows: Sequence[Row],
    session: DawSession,
    media: Mapping[str, str],
) -> None:
    """Write one track with all that is on it."""
    track, rate_hz = row.track, session.rate_hz
    level = level_in_reaper(
        track.law, track.fader_db, track.fader_curve_db, track.pan_percent, track.pan_curve_percent
    )
    home = project.add("TRACK", row.key)
    home.say("NAME", track.name)
    home.say("PEAKCOL", native_colour(track.colour) or _NO_COLOUR)
    home.say("BEAT", -1)
    home.say("AUTOMODE", 0)
    home.say("PANLAWFLAGS", 3)
    home.say("VOLPAN", level.volume, level.pan, level.law, -1, 1)
    home.say("MUTESOLO", int(track.muted), 0, 0)
    home.say("IPHASE", int(track.flip_polarity))
    home.say("PLAYOFFS", 0, 1)
    home.say("ISBUS", 0, 0)
    group = groups_of(session).get(track.group)
    if group is not None and not row.of:
        home.say("GROUP_FLAGS", 0, 0, 0, 0, *[1 << group] * 4)
    home.say("NCHAN", 2)
    home.say("FX", 1)
    home.say("TRACKID", row.key)
    home.say("PERF", 0)
    _receives(home, row, rows, rate_hz)
    home.say("MAINSEND", int(track.output == session.master.name), 0)
    add_envelope(home, "VOLENV2", level.volume_points, rate_hz, row.key)
    add_envelope(home, "PANENV2", level.pan_points, rate_hz, row.key)
    add_plugins(home, "FXCHAIN", track.devices)
    sounds = {
        file.name: Sound(media[file.name], summed=track.channels == 1 and file.channels > 1)
        for file in session.files
    }
    add_items(home, track.lanes, sounds, rate_hz, row.key)
    add_notes(home, track, Timeline(session.tempos, rate_hz), row.key)


def _receives(home: Chunk, row: Row, rows: Sequence[Row], rate_hz: int) -> None:
    """Write what feeds this channel: whole channels whose output it is, then sends."""
    name = row.track.name
    if row.of or next(r for r in rows if r.track.name == name and _feeds(r)) is not row:
        return
    for place, source in enumerate(rows):
        if source.track.output == name and source is not row:
            _receive(home, place, _POST_FADER, 1.0, 0.0, FLAT_LAW)
        for number, send in enumerate(source.track.sends):
            if send.to == name:
                _send(home, place, source.track, send, rate_hz, f"{source.key}/{number}")


def _feeds(row: Row) -> bool:
    """Say whether channels may be sent here: of equal names, the first that is no lane."""
    return not row.of


def _send(
    home: Chunk, place: int, track: DawTrack, send: DawSend, rate_hz: int, whose: str
) -> None:
    """Write a send; one before the fader is panned by itself, as its track is."""
    if not send.pre_fader:
        level = level_in_reaper("balance", send.level_db, send.curve_db, 0.0, ())
        _receive(home, place, _POST_FADER, level.volume, 0.0, FLAT_LAW)
    else:
        level = level_in_reaper(
            track.law, send.level_db, send.curve_db, track.pan_percent, track.pan_curve_percent
        )
        _receive(home, place, _PRE_FADER, level.volume, level.pan, level.law)
    add_envelope(home, "AUXVOLENV", level.volume_points, rate_hz, whose)
    add_envelope(home, "AUXPANENV", level.pan_points, rate_hz, whose)


def _receive(home: Chunk, place: int, mode: int, volume: float, pan: float, law: float) -> None:
    home.say("AUXRECV", place, mode, volume, pan, 0, 0, 0, 0, 0, law, -1, -1)


def groups_of(session: DawSession) -> dict[str, int]:
    """Return REAPER's place of each family: its tracks are muted and soloed together.

    ``GROUP_FLAGS`` holds a set of groups for each of: volume, pan, mute, solo, each as leader and
    as follower (the order as the SWS extension writes it).
    """
    names = dict.fromkeys(track.group for track in session.tracks if track.group)
    return {name: place for place, name in enumerate([*names][:MOST_GROUPS])}


def add_master(project: Chunk, master: DawTrack, rate_hz: int) -> None:
    """Write the master's fader, pan, mute and rides, which stand in the project itself."""
    level = level_in_reaper(
        master.law,
        master.fader_db,
        master.fader_curve_db,
        master.pan_percent,
        master.pan_curve_percent,
    )
    project.say("MASTERAUTOMODE", 0)
    project.say("MASTERMUTESOLO", int(master.muted))
    project.say("MASTERHWOUT", 0, 0, 1, 0, 0, 0, 0, -1)
    project.say("MASTER_NCH", 2, 2)
    project.say("MASTER_VOLUME", level.volume, level.pan, level.law, -1, 1)
    project.say("MASTER_FX", 1)
    add_envelope(project, "MASTERVOLENV2", level.volume_points, rate_hz, "master")
    add_envelope(project, "MASTERPANENV2", level.pan_points, rate_hz, "master")
    add_plugins(project, "MASTERFXLIST", master.devices)
