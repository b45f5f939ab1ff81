"""Which recordings a bench is about: a whole song, one file of it, or what the edits name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tonmeister.model import EditList, Session
from tonmeister.studio import Project, read_session
from tonmeister.studio.folder import recordings
from tonmeister.studio.one_file import one_file_session


def session_of_file(project: Project, path: Path) -> Session:
    """Return a session of one file: the song's own track if the song is known here, else itself."""
    name = path.relative_to(project.song_folder).as_posix()
    if project.session_file.exists():
        session = read_session(project)
        if mine := [track for track in session.tracks if name in track.files]:
            return replace(session, tracks=tuple(mine))
    return one_file_session(project, path)


def session_of_edits(project: Project, edits: EditList) -> Session:
    """Return the session that these edits are about, without listening to anything again."""
    if project.session_file.exists():
        return read_session(project)
    wanted = {edit.track for edit in edits.edits}
    found = [
        one_file_session(project, path)
        for path in recordings(project.song_folder, project, lambda _: None)
        if path.stem in wanted
    ]
    return Session(
        song=edits.song,
        rate_hz=max((one.rate_hz for one in found), default=48000),
        length_s=max((one.length_s for one in found), default=0.0),
        tracks=tuple(track for one in found for track in one.tracks),
    )
