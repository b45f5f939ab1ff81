"""Reading a REAPER project: what of it is ours to play, and sentences about the rest."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from tonmeister.exchange.daw.found import Sounds
from tonmeister.exchange.daw.opening import CannotOpen
from tonmeister.exchange.daw.remarks import Remarks
from tonmeister.exchange.daw.timeline import Timeline
from tonmeister.exchange.reaper.chunks import Chunk, parsed
from tonmeister.exchange.reaper.hints import SESSION, read_hints
from tonmeister.exchange.reaper.reading.channels import read_channels
from tonmeister.exchange.reaper.reading.desk import Desk
from tonmeister.exchange.reaper.reading.master import read_master
from tonmeister.exchange.reaper.reading.rows import read_rows
from tonmeister.exchange.reaper.reading.tempo import read_markers, read_meters, read_tempos
from tonmeister.model.daw import DawSession, DawTrack

_RATES_HZ = (8_000, 768_000)


def read(path: Path, into: Path, *, outside: bool = False) -> DawSession:
    """Read a project of any version of REAPER; nothing is unpacked, so ``into`` stays empty.

    Raises ``CannotOpen`` where it is no project, or names sound outside of its folder.
    """
    del into
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CannotOpen(f"{path} cannot be read: {error.strerror or error}") from None
    project = parsed(data, path.name)
    hints = read_hints(project)
    told: dict[str, list[str]] = {}
    for key, value in hints.get(SESSION, []):
        told.setdefault(key, []).append(value)
    remarks = Remarks()
    sounds = Sounds(path.parent, outside=outside)
    rate_hz = _rate_hz(project, sounds)
    tempos = read_tempos(project, remarks)
    timeline = Timeline(tempos, rate_hz)
    desk = Desk(
        project=project,
        rate_hz=rate_hz,
        timeline=timeline,
        sounds=sounds,
        remarks=remarks,
        master=told.get("name", ["Master"])[0],
    )
    if project.number("PLAYRATE", 0, 1.0) != 1.0:
        remarks.say("The whole project plays at another speed there; here as recorded")
    try:
        tracks = (*read_channels(read_rows(project, hints), desk), read_master(desk, told))
    except CannotOpen as error:
        raise CannotOpen(f"{path.name}: {error}") from None
    sounds.say(remarks)
    about = {key[6:]: values[0] for key, values in told.items() if key.startswith("about:")}
    author = project.word("AUTHOR")
    if author and "artist" not in about:
        about["artist"] = author
    return DawSession(
        title=project.word("TITLE") or path.stem,
        rate_hz=rate_hz,
        length_frames=_length(tracks, told, timeline),
        tracks=tracks,
        files=tuple(sounds.files),
        tempos=tempos,
        meters=read_meters(project, timeline),
        markers=read_markers(project, rate_hz),
        about=about,
        notes=(*told.get("note:session", []), *remarks.sentences()),
    )


def _rate_hz(project: Chunk, sounds: Sounds) -> int:
    """Return the project's rate; where it leaves that to the sound card, that of most files."""
    told, fixed = project.number("SAMPLERATE", 0, 0.0), project.number("SAMPLERATE", 1, 0.0)
    rate = int(told) if _RATES_HZ[0] <= told <= _RATES_HZ[1] else 0
    if rate and fixed:
        return rate
    rates = Counter(file.rate_hz for name in _files(project) if (file := sounds.file(name)))
    return rates.most_common(1)[0][0] if rates else rate or 48_000


def _files(chunk: Chunk) -> list[str]:
    """Return the sound files of all tracks' items."""
    found: list[str] = []
    for track in chunk.chunks("TRACK"):
        todo = [source for item in track.chunks("ITEM") for source in item.chunks("SOURCE")]
        while todo:
            source = todo.pop()
            todo += source.chunks("SOURCE")
            if source.words[:1] != ["MIDI"] and (told := source.word("FILE")):
                found.append(told)
    return found


def _length(tracks: tuple[DawTrack, ...], told: dict[str, list[str]], timeline: Timeline) -> int:
    """Return how long the song is: as noted, or to the end of the last clip."""
    noted = told.get("length", [""])[0]
    clips = [clip.end_frames for t in tracks for lane in t.lanes for clip in lane.clips]
    notes = [
        timeline.frames_at(note.at_quarters + note.length_quarters)
        for track in tracks
        for note in track.notes
    ]
    return max([int(noted) if re.fullmatch(r"[0-9]{1,11}", noted) else 0, *clips, *notes])
