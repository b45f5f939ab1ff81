"""A recall sheet and its recordings, laid out as a session of a workstation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tonmeister.console import Channel, Plan, plan
from tonmeister.exchange.daw.formats import Format
from tonmeister.exchange.daw.names import FileNames
from tonmeister.flow.delivering import file_name
from tonmeister.flow.exporting.channels import Parts, as_track, devices_of, parts_of
from tonmeister.flow.exporting.lanes import waiting_lanes
from tonmeister.flow.exporting.printing import Printer
from tonmeister.flow.exporting.sound import described, printed, recorded, wav_name
from tonmeister.flow.exporting.timeline import tempo_map
from tonmeister.flow.hearing import Hearing
from tonmeister.flow.rendering import without_master
from tonmeister.model import (
    Comp,
    DawClip,
    DawFile,
    DawLane,
    DawMarker,
    DawSession,
    DawTrack,
    RecallSheet,
)
from tonmeister.studio import Project, file_source


@dataclass(frozen=True, kw_only=True)
class LaidOut:
    """A session for a workstation, and the mix (before the master) that it must sound like."""

    session: DawSession
    mix: Path


@dataclass
class _Desk:
    """What the parts of a layout share."""

    project: Project
    hearing: Hearing
    wiring: Plan
    folder: Path
    prints: Mapping[str, Path]
    parts: Mapping[str, Parts]
    comps: Mapping[str, Comp]
    names: FileNames = field(default_factory=FileNames)
    files: list[DawFile] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)


def laid_out(
    project: Project,
    hearing: Hearing,
    sheet: RecallSheet,
    form: Format,
    folder: Path,
    printer: Printer,
    *,
    live: bool = True,
    comps: Mapping[str, Comp] | None = None,
    about: Mapping[str, str] | None = None,
) -> LaidOut:
    """Lay a mix out for a format: what must be printed is played into ``folder``.

    ``live``: effects that the format can hold stay devices; else all are printed. A bus or return
    whose effects must be printed becomes a muted bus (to work from) and a track with its sound.
    """
    wiring = plan(without_master(sheet))
    parts = {n: parts_of(c, form, sheet.rate_hz, live=live) for n, c in wiring.channels.items()}
    mix, prints = printer.played(parts, folder)
    desk = _Desk(project, hearing, wiring, folder, prints, parts, comps or {})
    tracks: list[DawTrack] = []
    for strip in sheet.strips:
        channel = wiring.channels[strip.name]
        if strip.kind == "track":
            tracks.extend(_track(desk, channel))
        else:
            tracks.extend(_sum(desk, channel))
    order = {"track": 0, "return": 1, "bus": 2, "master": 3}
    tracks = sorted(tracks, key=lambda track: order[track.kind])
    tracks[-1:-1] = _reference(desk, sheet)
    song = hearing.heard.song
    tempos, meters = tempo_map(song.tempo)
    session = DawSession(
        title=sheet.song,
        rate_hz=sheet.rate_hz,
        length_frames=file_source(mix).frames,
        tracks=tuple(tracks),
        files=tuple(desk.files),
        tempos=tempos,
        meters=meters,
        markers=tuple(
            DawMarker(
                at_frames=round(s.where.start_s * sheet.rate_hz),
                name=s.name,
                end_frames=round(s.where.end_s * sheet.rate_hz),
            )
            for s in song.sections
        ),
        about=about or {},
        notes=_notes(sheet, song.tempo is None, desk.silent),
    )
    return LaidOut(session=session, mix=mix)


def _track(desk: _Desk, channel: Channel) -> list[DawTrack]:
    """Return a track strip's channel with its sound: none where nothing is recorded for it."""
    strip, parts = channel.strip, desk.parts[channel.name]
    session = desk.hearing.session
    if strip.track not in desk.hearing.sources:
        return _kept_out(desk, channel)
    source = session.track(strip.track)
    name = wav_name(desk.names, strip.name)
    sound = (
        printed(desk.prints[strip.name], name, "sine" if source.layout == "mono" else "balance")
        if parts.printed
        else recorded(source, channel, session, desk.project, desk.folder, name)
    )
    waiting, files = waiting_lanes(
        source, channel, desk.comps.get(source.name), session, desk.project, desk.folder, desk.names
    )
    desk.files.extend((sound.file, *files))
    track = as_track(channel, desk.wiring, sound.law, sound.channels)
    return [
        replace(
            track,
            devices=parts.live,
            lanes=(DawLane(clips=(sound.clip,), name=strip.name), *waiting),
            note=parts.note,
        )
    ]


def _kept_out(desk: _Desk, channel: Channel) -> list[DawTrack]:
    """Return a strip whose recording is kept out of the mix muted, as it was recorded."""
    session = desk.hearing.session
    source = next((t for t in session.tracks if t.name == channel.strip.track), None)
    if source is None or not all((desk.project.song_folder / f).is_file() for f in source.files):
        desk.silent.append(channel.name)
        return []
    name = wav_name(desk.names, channel.name)
    sound = recorded(source, channel, session, desk.project, desk.folder, name)
    desk.files.append(sound.file)
    track = as_track(channel, desk.wiring, sound.law, sound.channels)
    effects = ", ".join(device.name for device in devices_of(channel))
    words = f"Muted: it is kept out of the mix ({source.why_not or 'use = false'})."
    words += f" Its effects are not in it: {effects}." if effects else ""
    lane = DawLane(clips=(sound.clip,), name=channel.name)
    return [replace(track, muted=True, lanes=(lane,), note=words)]


def _sum(desk: _Desk, channel: Channel) -> list[DawTrack]:
    """Return a bus or return; with its print beside it where its effects had to be printed."""
    parts = desk.parts[channel.name]
    track = as_track(channel, desk.wiring, "balance", 2)
    if not parts.is_printed:
        return [replace(track, devices=parts.live, note=parts.note)]
    name = f"{channel.name} (printed)"
    sound = printed(desk.prints[channel.name], wav_name(desk.names, name), "balance")
    desk.files.append(sound.file)
    lane = DawLane(clips=(sound.clip,), name=name)
    print_ = replace(
        track, name=name, kind="track", devices=parts.live, lanes=(lane,), group="",
        note=f"{parts.note} It sounds in the place of {channel.name}, which is muted.".lstrip(),
    )  # fmt: skip
    muted = replace(
        track, muted=True, sends=(),
        note=f"Muted: {name} sounds in its place. To work from here, put your own effects on it, "
        f"unmute it and mute {name}.",
    )  # fmt: skip
    return [print_, muted]


def _reference(desk: _Desk, sheet: RecallSheet) -> list[DawTrack]:
    """Return the finished master as a muted track to compare with, if it was delivered."""
    rate = f"{sheet.rate_hz / 1000:g}k-24"
    path = desk.project.delivery / f"{file_name(sheet.song)}_Master_{rate}.wav"
    if not path.is_file():
        return []
    name = "Master (reference)"
    file = described(path, wav_name(desk.names, name))
    desk.files.append(file)
    clip = DawClip(file=file.name, at_frames=0, length_frames=file.frames, name=name)
    return [
        DawTrack(
            name=name, muted=True, channels=file.channels, output=sheet.master.name,
            lanes=(DawLane(clips=(clip,), name=name),),
            note="The finished master, muted: to compare with.",
        )
    ]  # fmt: skip


def _notes(sheet: RecallSheet, no_tempo: bool, silent: Sequence[str]) -> tuple[str, ...]:
    notes = [
        f"This is the mix as it goes into the master: the chain of {sheet.master.name} "
        "is not in it."
    ]
    if no_tempo:
        notes.append("No tempo was heard in the song: the bar lines say 120 BPM and mean nothing.")
    if silent:
        notes.append(f"Left out, because no recording plays on it: {', '.join(silent)}.")
    return tuple(notes)
