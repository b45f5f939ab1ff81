"""The recording that is charted: a song's folder of tracks, or one file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tonmeister.flow.stock import take_stock
from tonmeister.flow.tell import Teller
from tonmeister.flow.tracks import listen_to_tracks
from tonmeister.flow.wishes import BadWish, Wishes
from tonmeister.listening.features import TrackFeatures
from tonmeister.listening.tempo import VOICES
from tonmeister.model import Session
from tonmeister.signal import Source
from tonmeister.studio import Project, open_source
from tonmeister.studio.one_file import one_file_session

CHART = "chart"


@dataclass(frozen=True, kw_only=True)
class Recording:
    """What is charted, heard track by track. ``folder`` is where its chart goes."""

    title: str
    length_s: float
    tracks: Mapping[str, TrackFeatures]
    roles: Mapping[str, str]
    sources: Mapping[str, Source]
    folder: Path


@contextmanager
def open_recording(song: Path, tell: Teller, out: Path | None) -> Iterator[Recording]:
    """Open a song's folder or a sound file and listen to it. Raises one clear line.

    A file gets a folder of its own beside it; nothing else is written there.
    """
    if not song.exists():
        raise BadWish(f"{song} is not there: give a song's folder, or one sound file")
    if song.is_dir():
        project = Project.open(song, None)
        with project.lock():
            session, tracks = take_stock(project, Wishes(song=project.song_folder), tell)
            folder = out or project.folder / CHART
            yield _recording(session, tracks, project, folder)
        return
    song = song.resolve()
    with tempfile.TemporaryDirectory(prefix="tonmeister-") as hidden:
        project = Project.open(song.parent, Path(hidden))
        session = one_file_session(project, song)
        with tell.stage("listen", "Listening to the recording") as on:
            heard = listen_to_tracks(session.tracks, session, project, 1, on, tell)
        folder = out or song.with_name(f"{song.stem} {CHART}")
        yield _recording(session, heard, project, folder)


def _recording(
    session: Session, heard: Mapping[str, TrackFeatures], project: Project, folder: Path
) -> Recording:
    alone = len(session.tracks) == 1
    wanted = [t for t in session.tracks if t.use or t.role == "click"]
    return Recording(
        title=session.song,
        length_s=session.length_s,
        tracks={t.name: heard[t.name] for t in wanted if t.name in heard},
        # one file alone is all there is, whatever it is called
        roles={t.name: "other" if alone and t.role not in VOICES else t.role for t in wanted},
        sources={t.name: open_source(t, session, project) for t in wanted},
        folder=folder,
    )
