"""From a folder of recordings to a session: what is there, what it is, what is wrong with it."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import soundfile as sf

from tonmeister.knowledge.roles import KEPT_OUT, RoleGuess, role_from_name, role_names
from tonmeister.model import Session, Track
from tonmeister.studio.decode import Ready, ready
from tonmeister.studio.disk import minutes
from tonmeister.studio.folder import recordings
from tonmeister.studio.hashes import content_hash, joined
from tonmeister.studio.naming import Lane, lanes
from tonmeister.studio.placing import placed, session_rate_hz, with_length
from tonmeister.studio.probe import Probe, Unusable, probe
from tonmeister.studio.project import Project
from tonmeister.studio.scan import broken_samples, fingerprint, same_sound
from tonmeister.studio.session_file import person_rate_hz, write_session

Progress = Callable[[float], None]
"""Told how far the work is (0 to 1)."""

_WORKERS = 2
_SURE_ENOUGH_TO_KEEP_OUT = 0.5


class NothingToMix(ValueError):
    """A folder holds nothing that could be mixed."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """A track that could be read: its lane, its readable files, and what is wrong with it."""

    lane: Lane
    ready: tuple[Ready, ...]
    sha256: str
    wrong: tuple[str, ...] = ()


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
    tracks = _without_copies(_tracks(taken, folder, session_hz), taken)
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
) -> list[_Taken]:
    """Make every lane readable, two at a time; copies of one file are decoded once."""
    done = 0
    counting = threading.Lock()
    one_at_a_time: dict[str, threading.Lock] = {}

    def read(lane: Lane) -> tuple[_Taken | None, list[str]]:
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
) -> _Taken:
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
                f"{_shown(path, folder)}: {broken[0]} samples are not numbers (the first at "
                f"{broken[1]:.3f} s): they are played as silence"
            )
    return _Taken(lane, tuple(files), joined(hashes), tuple(dict.fromkeys(wrong)))


def _tracks(taken: Sequence[_Taken], folder: Path, rate_hz: int) -> list[Track]:
    guesses = role_names([t.lane.name for t in taken])
    tracks = []
    for one in taken:
        guess = guesses[one.lane.name] or _from_folder(one.lane.paths[0], folder)
        role = guess.role if guess else "other"
        sure = guess.confidence if guess else 0.0
        if role in KEPT_OUT and sure < _SURE_ENOUGH_TO_KEEP_OUT:
            role, sure = "other", 0.0
        split = len(one.ready) == 2
        tracks.append(
            Track(
                name=one.lane.name,
                files=tuple(path.relative_to(folder).as_posix() for path in one.lane.paths),
                role=role,
                role_from="name" if sure else "sound",
                confidence=sure,
                layout="split" if split else "mono" if one.ready[0].channels == 1 else "stereo",
                rate_hz=one.lane.probes[0].rate_hz,
                bits=one.lane.probes[0].bits,
                length_s=round(max(f.frames for f in one.ready) / rate_hz, 6),
                use=role not in KEPT_OUT,
                why_not=f"it is a {role}, by its name ({guess.word})"
                if guess and role in KEPT_OUT
                else "",
                wrong=one.wrong,
                sha256=one.sha256,
            )
        )
    return tracks


def _from_folder(path: Path, folder: Path) -> RoleGuess | None:
    """Ask the folders above a file: "Drums/Kick/01.wav"."""
    for place in path.relative_to(folder).parents:
        guess = role_from_name(place.name) if place.name else None
        if guess and (guess.role not in KEPT_OUT or guess.word.startswith(("ref", "rough"))):
            return replace(guess, confidence=round(0.8 * guess.confidence, 2))
    return None


def _without_copies(tracks: Sequence[Track], taken: Sequence[_Taken]) -> list[Track]:
    """Keep out what is the same sound as an earlier track, sample by sample."""
    out: list[Track] = []
    seen: dict[bytes, list[int]] = {}
    for at, track in enumerate(tracks):
        moment = repr([about.stamp_s for about in taken[at].lane.probes]).encode()
        key = moment + fingerprint(taken[at].ready)  # a sample that comes again is no copy
        same = seen.setdefault(key, []) if track.use else []
        twin = next((i for i in same if same_sound(taken[i].ready, taken[at].ready)), None)
        if twin is None:
            out.append(track)
            same.append(at)
        else:
            why = f"the same sound as {tracks[twin].name}, sample by sample"
            wrong = (*track.wrong, "file/copy")
            out.append(replace(track, use=False, why_not=why, wrong=wrong))
    return out


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
