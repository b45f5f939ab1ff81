"""Writing a session as a REAPER project: one text file, and the sound beside it in ``Media``."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from tonmeister.exchange.daw.formats import Written
from tonmeister.exchange.daw.names import FileNames, file_name
from tonmeister.exchange.reaper.channels import Row, add_channel, add_master, groups_of, rows_of
from tonmeister.exchange.reaper.chunks import HEADER, Chunk, plain
from tonmeister.exchange.reaper.hints import SESSION, add_hints
from tonmeister.exchange.reaper.panning import FLAT_LAW
from tonmeister.exchange.reaper.plugins import kept
from tonmeister.exchange.reaper.tempo import add_markers, add_tempo
from tonmeister.model.daw import DawDevice, DawSession, DawTrack
from tonmeister.studio.disk import whole, write_text

MEDIA = "Media"
_VERSION = "7.0 Tonmeister"


def live(device: DawDevice, rate_hz: int) -> str:
    """Say as what a device stays editable: only a plug-in that came from REAPER goes back as it is.

    Ours are printed: REAPER's own effects have no settings that any public source describes well
    enough to be the same sound.
    """
    del rate_hz
    return device.plugin.id if device.plugin is not None and kept(device) is not None else ""


def write(session: DawSession, folder: Path, on: Callable[[float], None]) -> Written:
    """Write ``<title>.rpp`` and ``Media`` into a folder; returns what lies there then."""
    folder.mkdir(parents=True, exist_ok=True)
    media, files = _copied(session, folder, on)
    main = folder / f"{file_name(session.title, otherwise='Song')}.rpp"
    notes = _notes(session)
    write_text(main, _project(session, media, notes).text())
    on(1.0)
    return Written(main=main, files=(main, *files), notes=notes)


def _copied(
    session: DawSession, folder: Path, on: Callable[[float], None]
) -> tuple[dict[str, str], list[Path]]:
    """Copy the sound; returns under which path each file is known in the project."""
    media: dict[str, str] = {}
    files: list[Path] = []
    names = FileNames()
    for place, file in enumerate(session.files):
        told = PurePosixPath(file.name.replace("\\", "/"))
        name = names.take(told.stem, otherwise="Sound") + (told.suffix or Path(file.path).suffix)
        path = folder / MEDIA / name
        with whole(path) as part:
            shutil.copyfile(file.path, part)
        media[file.name] = f"{MEDIA}/{name}"
        files.append(path)
        on(0.95 * (place + 1) / len(session.files))
    return media, files


def _project(session: DawSession, media: dict[str, str], notes: tuple[str, ...]) -> Chunk:
    """Return the whole project. The time of writing stands as 0: reruns are the same file."""
    project = Chunk(HEADER, ["0.1", _VERSION, "0"])
    paper = project.add("NOTES", 0, 2)
    paper.body.extend(f"|{plain(line)}" for line in _paper(session, notes))
    project.say("AUTOXFADE", 129)
    project.say("FEEDBACK", 0)
    project.say("PANLAW", FLAT_LAW)
    project.say("PROJOFFS", 0, 0, 0)
    project.say("MAXPROJLEN", 0, session.length_frames / session.rate_hz)
    project.say("TIMEMODE", 1, 5, -1, 30, 0, 0, -1)
    project.say("PANMODE", 3)
    project.say("PANLAWFLAGS", 3)
    project.say("RECORD_PATH", MEDIA, "")
    project.say("TITLE", session.title)
    project.say("AUTHOR", session.about.get("artist", ""))
    project.say("TIMELOCKMODE", 0)
    project.say("TEMPOENVLOCKMODE", 0)
    project.say("ITEMMIX", 1)
    project.say("SAMPLERATE", session.rate_hz, 1, 0)
    add_tempo(project, session)
    add_master(project, session.master, session.rate_hz)
    add_markers(project, session)
    rows = rows_of(session)
    for row in rows:
        add_channel(project, row, rows, session, media)
    with_notes = [row for row in rows if row.track.note]
    if with_notes:
        extensions = project.add("EXTENSIONS")
        for row in with_notes:
            extensions.add("S&M_TRACKNOTES", row.key).body.append(f"|{plain(row.track.note)}")
    add_hints(project, _hints(session, rows))
    return project


def _paper(session: DawSession, notes: tuple[str, ...]) -> list[str]:
    """Return the project's notes: who and what, what a person should know, what was done."""
    about = [f"{key}: {value}" for key, value in session.about.items()]
    told = [f"{track.name}: {track.note}" for track in session.tracks if track.note]
    return [session.title, *about, *notes, *told]


def _hints(session: DawSession, rows: list[Row]) -> dict[str, list[tuple[str, str]]]:
    hints = {row.key: _hint(row.track, row) for row in rows}
    master = session.master
    hints[SESSION] = [
        ("length", str(session.length_frames)),
        *_hint(master, Row(master, "")),
        ("name", master.name),
        *((f"about:{key}", value) for key, value in session.about.items()),
        *(("note:session", note) for note in session.notes),
    ]
    return hints


def _hint(track: DawTrack, row: Row) -> list[tuple[str, str]]:
    """Return what REAPER's own track cannot say."""
    pairs = [("kind", track.kind), ("law", track.law), ("channels", str(track.channels))]
    words = {"role": track.role, "group": track.group, "note": track.note, "of": row.of}
    pairs += [(key, value) for key, value in words.items() if value]
    pairs += [("lane", f"{lane.take}:{lane.name}") for lane in track.lanes]
    return pairs


def _notes(session: DawSession) -> tuple[str, ...]:
    """Return what a person should know who opens it."""
    lost = [
        f"{track.name}: {device.name or device.effect} is not in this project; REAPER would not "
        "know its settings"
        for track in session.tracks
        for device in track.devices
        if kept(device) is None
    ]
    linked = groups_of(session)
    if linked:
        told = ", ".join(f"{place + 1} {name}" for name, place in linked.items())
        lost.append(f"Groups, muted and soloed together: {told}.")
    more = sorted({track.group for track in session.tracks if track.group} - set(linked))
    if more:
        lost.append(f"More groups than REAPER has: {', '.join(more)} are only named here.")
    if session.master.flip_polarity:
        lost.append("The master's polarity is flipped with us; REAPER's master has no such switch.")
    return (*session.notes, *lost)
