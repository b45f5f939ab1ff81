"""Takes and their comp in the session: the comp plays, its takes wait."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from os.path import relpath
from pathlib import Path
from typing import Any

from tonmeister.model import Part, Session, Track
from tonmeister.studio.disk import write_text
from tonmeister.studio.hashes import content_hash
from tonmeister.studio.placing import with_length
from tonmeister.studio.project import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class CompTrack:
    """A comp as a track: the part's name, its sound file (in song time), the takes' tracks."""

    part: str
    takes: Mapping[str, int]
    track: Track


def comp_path(project: Project, part: str) -> Path:
    """Where the sound of a part's comp lies."""
    return project.comps / f"{part}.wav"


def comp_track(part: Part, session: Session, project: Project, *, channels: int) -> CompTrack:
    """Return the track that plays a part's comp, made after its first take."""
    first = session.track(part.takes[0].track)
    path = comp_path(project, part.name)
    length_s = max(session.track(take.track).length_s for take in part.takes)
    track = replace(
        first,
        name=part.name,
        files=(Path(relpath(path, project.song_folder)).as_posix(),),
        layout="mono" if channels == 1 else "stereo",
        rate_hz=session.rate_hz,
        bits=32,
        start_s=0.0,
        length_s=length_s,
        use=True,
        why_not="",
        sha256=content_hash(path, project),
        take_of="",
        take=0,
    )
    numbers = {take.track: take.number for take in reversed(part.takes)}
    return CompTrack(part=part.name, takes=numbers, track=track)


def with_comps(session: Session, comps: Sequence[CompTrack]) -> Session:
    """Return the session in which comps play in the place of their takes."""
    tracks: list[Track] = []
    for track in session.tracks:
        comp = next((c for c in comps if track.name in c.takes), None)
        if comp is None:
            if track.name not in {c.track.name for c in comps}:
                tracks.append(track)
            continue
        if comp.track not in tracks:
            tracks.append(comp.track)
        tracks.append(
            replace(
                track,
                use=False,
                why_not=f"a take of {comp.part}: the comp plays",
                take_of=comp.part,
                take=comp.takes[track.name],
            )
        )
    return with_length(replace(session, tracks=tuple(tracks)))


def write_comp_tracks(project: Project, comps: Sequence[CompTrack]) -> None:
    """Remember which takes have a comp, for the next time the folder is read."""
    said = [{"part": c.part, "takes": dict(c.takes), "track": asdict(c.track)} for c in comps]
    write_text(_book(project), json.dumps(said, ensure_ascii=False, indent=1))


def known_comp_tracks(project: Project, session: Session) -> list[CompTrack]:
    """Return the comps made before whose takes and sound are all still there."""
    try:
        said: list[dict[str, Any]] = json.loads(_book(project).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return []
    names = {track.name for track in session.tracks}
    known = []
    for one in said:
        words = one["track"] | {k: tuple(one["track"][k]) for k in ("files", "wrong")}
        if set(one["takes"]) <= names and comp_path(project, one["part"]).is_file():
            known.append(CompTrack(part=one["part"], takes=one["takes"], track=Track(**words)))
    return known


def _book(project: Project) -> Path:
    return project.hidden / "comps.json"
