"""From a folder of recordings to a session: what is there, what it is, what is wrong with it."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import soundfile as sf

from tonmeister.model import Session
from tonmeister.studio.comp_tracks import known_comp_tracks, with_comps
from tonmeister.studio.decode import ready
from tonmeister.studio.disk import minutes
from tonmeister.studio.folder import recordings
from tonmeister.studio.hashes import content_hash, joined
from tonmeister.studio.naming import Lane, lanes
from tonmeister.studio.placing import placed, session_rate_hz, with_length
from tonmeister.studio.probe import Probe, Unusable, probe
from tonmeister.studio.project import Project
from tonmeister.studio.recognise import Taken, named, without_copies
from tonmeister.studio.scan import broken_samples
from tonmeister.studio.session_file import person_rate_hz, write_session

Progress = Callable[[float], None]
"""Told how far the work is (0 to 1)."""

_WORKERS = 2


class NothingToMix(ValueError):
    """A folder holds nothing that could be mixed."""


def ingest(
    folder: Path,
    project: Project,
    *,
    rate_hz: int | None = None,
    progress: Progress | None = None,
) -> Session:
    """Take stock of a song's folder and write ``session.toml``.

    What cannot be used is named in ``problems``, one line each, and the rest goes on. The session
    runs at ``rate_hz`` if given, else at the rate a person set, else at that of most material.
    Raises ``NothingToMix``.
    """
    folder = folder.resolve()
    problems: list[str] = []
    found = list(_probed(folder, project, problems))
    if not found:
        raise NothingToMix(_nothing(folder, problems))
    asked_hz = rate_hz or person_rate_hz(project)
    session_hz = asked_hz or session_rate_hz([about for _, about in found])
    taken = _read_all(lanes(found, folder), folder, project, session_hz, problems, progress)
    if not taken:
        raise NothingToMix(_nothing(folder, problems))
    tracks = without_copies(named(taken, folder, session_hz), taken)
    if not any(track.use for track in tracks):
        raise NothingToMix(
            f"{folder.name}: nothing to mix; there is only "
            + ", ".join(f"{t.name} ({t.role})" for t in tracks)
        )
    stamps = [t.lane.probes[0].stamp_s for t in taken]
    tracks, said = placed(tracks, stamps)
    if said:
        problems.append(said)
    session = Session(
        song=unicodedata.normalize("NFC", folder.name),
        rate_hz=session_hz,
        length_s=0.0,
        tracks=tuple(tracks),
        problems=tuple(problems),
    )
    session = with_comps(session, known_comp_tracks(project, session))
    return write_session(project, with_length(session), asked_rate_hz=rate_hz)


def _probed(folder: Path, project: Project, problems: list[str]) -> Iterator[tuple[Path, Probe]]:
    for path in recordings(folder, project, problems.append):
        try:
            yield path, probe(path)
        except (Unusable, OSError) as error:
            problems.append(_line(path, folder, error))


def _read_all(
    rows: Sequence[Lane],
    folder: Path,
    project: Project,
    rate_hz: int,
    problems: list[str],
    progress: Progress | None,
) -> list[Taken]:
    """Make every lane readable, two at a time; copies of one file are decoded once."""
    done = 0
    counting = threading.Lock()
    one_at_a_time: dict[str, threading.Lock] = {}

    def read(lane: Lane) -> tuple[Taken | None, list[str]]:
        nonlocal done
        lines: list[str] = []
        try:
            hashes = tuple(content_hash(path, project) for path in lane.paths)
            with counting:
                turn = one_at_a_time.setdefault(hashes[0], threading.Lock())
            with turn:
                return _take(lane, hashes, folder, project, rate_hz, lines), lines
        except (Unusable, OSError, sf.SoundFileError) as error:
            return None, [_line(lane.paths[0], folder, error)]
        finally:
            with counting:
                done += 1
                if progress:
                    progress(done / len(rows))

    with ThreadPoolExecutor(_WORKERS) as pool:
        results = list(pool.map(read, rows))
    for _, lines in results:
        problems.extend(lines)
    return [taken for taken, _ in results if taken]


def _take(
    lane: Lane,
    hashes: tuple[str, ...],
    folder: Path,
    project: Project,
    rate_hz: int,
    lines: list[str],
) -> Taken:
    files = []
    wrong: list[str] = []
    for path, about in zip(lane.paths, lane.probes, strict=True):
        one = ready(path, rate_hz, project, about)
        files.append(one)
        if one.note or about.cut_short:
            wrong.append("file/cut_short")
            lines.append(_line(path, folder, one.note or about.cut_short))
        if broken := broken_samples(path, about):
            wrong.append("file/not_a_number")
            lines.append(
                f"{_shown(path, folder)}: samples that are not numbers ({broken[0]}, the first at "
                f"{broken[1]:.3f} s) are played as silence"
            )
    return Taken(lane, tuple(files), joined(hashes), tuple(dict.fromkeys(wrong)))


def _line(path: Path, folder: Path, error: object) -> str:
    said = f"it cannot be read ({error.strerror})" if isinstance(error, OSError) else str(error)
    return f"{_shown(path, folder)}: {said}"


def _shown(path: Path, folder: Path) -> str:
    return unicodedata.normalize("NFC", path.relative_to(folder).as_posix())


def _nothing(folder: Path, problems: Sequence[str]) -> str:
    if not problems:
        return (
            f"{folder}: there is no sound file in it; "
            "put the song's tracks there (WAV, AIFF, FLAC, MP3, M4A, ...)"
        )
    return f"{folder}: nothing in it can be used\n" + "\n".join(f"  {line}" for line in problems)


def summary(session: Session) -> str:
    """Say in a line what was found."""
    out = len(session.tracks) - len(session.playing)
    kept = f", {out} kept out" if out else ""
    return (
        f"{session.song}: {len(session.playing)} tracks{kept}, "
        f"{minutes(session.length_s)} at {session.rate_hz / 1000:g} kHz"
    )
