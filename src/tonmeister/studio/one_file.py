"""One sound file as a session of its own."""

from __future__ import annotations

from pathlib import Path

from tonmeister.knowledge.roles import role_from_name
from tonmeister.model import Session, Track
from tonmeister.studio.decode import ready
from tonmeister.studio.hashes import content_hash
from tonmeister.studio.probe import Unusable, probe
from tonmeister.studio.project import Project


def one_file_session(project: Project, path: Path) -> Session:
    """Return a session that holds only this file; its track is called like the file.

    Raises ``Unusable`` with one clear line.
    """
    try:
        about = probe(path)
        one = ready(path, about.rate_hz, project, about)
    except Unusable as error:
        raise Unusable(f"{path.name}: {error}") from error
    guess = role_from_name(path.stem)
    length_s = round(one.frames / about.rate_hz, 6)
    track = Track(
        name=path.stem,
        files=(path.relative_to(project.song_folder).as_posix(),),
        role=guess.role if guess else "other",
        role_from="name" if guess else "sound",
        confidence=guess.confidence if guess else 0.0,
        layout="mono" if one.channels == 1 else "stereo",
        rate_hz=about.rate_hz,
        bits=about.bits,
        length_s=length_s,
        sha256=content_hash(path, project),
    )
    return Session(song=path.stem, rate_hz=about.rate_hz, length_s=length_s, tracks=(track,))
