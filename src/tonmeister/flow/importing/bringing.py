"""A session of another program becomes a song's folder: ``tonmeister import``."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tonmeister.console import RoutingError, plan
from tonmeister.exchange.daw.names import file_name
from tonmeister.exchange.daw.opening import CannotOpen
from tonmeister.flow.importing.fitting import fitted
from tonmeister.flow.importing.laying import LaidIn, laid_in
from tonmeister.flow.importing.midi import write_midi
from tonmeister.flow.importing.opening import read_session_file, session_file
from tonmeister.flow.importing.sounds import missing_files, too_wide, without
from tonmeister.flow.importing.strips import Trim, strip_of
from tonmeister.flow.importing.wishes import ImportWish
from tonmeister.flow.importing.words import listed, markers_text, sheet_notes
from tonmeister.flow.made_folder import begin_folder, check_folder, close_folder
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.knowledge import genre
from tonmeister.model import DawSession, RecallSheet
from tonmeister.producer import target_of
from tonmeister.studio import Project, Unusable, write_proposal, write_sheet, write_text
from tonmeister.studio.hashes import content_hash
from tonmeister.studio.session_file import hold_session

MARKERS, NOTES = "markers.tsv", "brought-in.txt"
MIDI = "midi"


@dataclass(frozen=True, kw_only=True)
class Imported:
    """A song's folder made of a session, and what was written there."""

    folder: Path
    title: str
    tracks: int
    kept_out: int
    takes: int
    as_they_were: int
    files: tuple[Path, ...]
    notes: tuple[str, ...]


def bring_in(wish: ImportWish, tell: Teller) -> Imported:
    """Make a song's folder of a session; its own files are only read.

    Raises ``BadWish`` or ``Unusable`` with one clear line; then nothing is left behind.
    """
    path = session_file(wish.session)
    with tempfile.TemporaryDirectory(prefix="tonmeister-import-") as into:
        try:
            with tell.stage("read", f"Reading {path.name}"):
                said = read_session_file(path, Path(into), outside=wish.outside)
            return lay_in(said, path, wish, tell)
        except CannotOpen as error:
            raise Unusable(str(error)) from None


def lay_in(session: DawSession, path: Path, wish: ImportWish, tell: Teller) -> Imported:
    """Make a song's folder of a session that was read from ``path``. Raises ``CannotOpen``."""
    missing = _checked(session, path, wish)
    named = replace(session, title=" ".join(session.title.split()) or path.stem)
    fits = fitted(without(named, missing))
    _can_play(fits, path)
    return _written(fits, named, path, wish, missing, tell)


def _checked(session: DawSession, path: Path, wish: ImportWish) -> tuple[str, ...]:
    """Return the sound files that are not there; raises ``CannotOpen`` if they are wanted."""
    if wide := too_wide(session):
        raise CannotOpen(f"{path.name}: {wide}")
    missing = missing_files(session)
    if missing and not wish.without_missing:
        count = len(missing)
        raise CannotOpen(
            f"{path.name}: {count} sound file{'s are' if count != 1 else ' is'} not there or no "
            f"sound ({listed(missing)}): put {'them' if count != 1 else 'it'} beside the session, "
            "or say --without-missing to leave the clips silent"
        )
    return missing


def _can_play(session: DawSession, path: Path) -> None:
    """See that it plays on our console, before a file is written."""
    if not any(track.kind == "track" for track in session.tracks):
        raise CannotOpen(f"{path.name}: no sound plays in it, so there is nothing to mix")
    strips = tuple(strip_of(t, Trim(), "", session.rate_hz).strip for t in session.tracks)
    try:
        plan(
            RecallSheet(
                song=session.title, rate_hz=session.rate_hz, length_s=0.0, genre="pop",
                target=target_of(genre("pop")), strips=strips,
            )
        )  # fmt: skip
    except RoutingError as error:
        raise CannotOpen(f"{path.name}: {error}") from None


def _written(
    session: DawSession, said: DawSession, path: Path, wish: ImportWish, missing: Sequence[str],
    tell: Teller,
) -> Imported:  # fmt: skip
    """Write what fits our console (``session``), and beside it what the session ``said``."""
    folder = _folder(session, path, wish.out)
    with _made(folder):
        project = Project.open(folder)
        with project.lock():
            with tell.stage("sound", "Writing the tracks") as on:
                laid = laid_in(session, folder, path.name, on, wish.genre or "pop")
            notes = sheet_notes(replace(session, tracks=said.tracks), path.name, laid.left, missing)
            files = [*laid.files, *_beside(said, folder, project)]
            write_text(project.folder / NOTES, "\n".join(notes) + "\n")
            files.append(project.folder / NOTES)
            _write_project(project, laid, replace(laid.sheet, notes=notes))
            close_folder(folder, [*files, project.recall_file, project.session_file])
    tracks = laid.session.tracks
    return Imported(
        folder=folder,
        title=session.title,
        tracks=sum(track.use for track in tracks),
        kept_out=sum(not track.use and not track.take_of for track in tracks),
        takes=sum(track.take_of != "" for track in tracks),
        as_they_were=laid.as_they_were,
        files=tuple(files),
        notes=notes,
    )


def _folder(session: DawSession, path: Path, out: Path | None) -> Path:
    """Return the song's folder: never one that holds other things."""
    path = path.resolve()
    beside = path.parent if path.suffix.lower() != ".ardour" else path.parent.parent
    folder = out if out is not None else beside / file_name(session.title, otherwise=path.stem)
    if out is None and folder.exists() and path.is_relative_to(folder):
        folder = folder.with_name(f"{folder.name} (Tonmeister)")
    if folder.resolve() in (path, *path.parents):
        raise BadWish(f"{folder} is where the session lies: choose another folder with --out DIR")
    check_folder(folder)
    return folder


@contextmanager
def _made(folder: Path) -> Iterator[None]:
    """Leave no half of a folder behind when something goes wrong; a killed run goes on."""
    there = folder.exists()
    empty = not there or not any(folder.iterdir())
    begin_folder(folder)
    try:
        yield
    except BaseException:
        if empty:
            shutil.rmtree(folder, ignore_errors=True)
            if there:
                folder.mkdir(exist_ok=True)
        raise


def _beside(session: DawSession, folder: Path, project: Project) -> list[Path]:
    files = write_midi(session, folder / MIDI)
    if session.markers:
        path = project.folder / MARKERS
        write_text(path, markers_text(session))
        files.append(path)
    return files


def _write_project(project: Project, laid: LaidIn, sheet: RecallSheet) -> None:
    """Write the project's files, as if they had been there for long."""
    tracks = tuple(
        replace(t, sha256=content_hash(project.song_folder / t.files[0], project))
        for t in laid.session.tracks
    )
    hold_session(project, replace(laid.session, tracks=tracks))
    project.recall_file.unlink(missing_ok=True)  # our own, of an earlier import
    write_sheet(project, sheet, ())
    write_proposal(project, sheet)
