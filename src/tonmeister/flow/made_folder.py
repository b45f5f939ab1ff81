"""A folder we made: what is written there, and what of a person's is never written over."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tonmeister.flow.wishes import BadWish
from tonmeister.studio.disk import write_text

MARK = ".tonmeister-made.json"


def open_folder(idea: Path, out: Path | None) -> Path:
    """Return the folder of an idea: ``out``, or one of its name beside it. Raises ``BadWish``."""
    folder = idea.with_suffix("") if out is None else out
    if folder == idea:
        raise BadWish(f"{folder} is a file: choose another folder with --out DIR")
    check_folder(folder)
    return folder


def check_folder(folder: Path) -> None:
    """Raise ``BadWish`` where something of the user's would be written over.

    A folder that an earlier run left unfinished is ours to go on with.
    """
    if folder.exists() and not folder.is_dir():
        raise BadWish(f"{folder} is a file: choose another folder with --out DIR")
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    mark = _mark(folder)
    if mark is None:
        raise BadWish(
            f"{folder} is there already and holds other things: choose a folder with --out DIR"
        )
    for name, was in mark.written.items():
        path = folder / name
        if not mark.busy and path.is_file() and _hash(path) != was:
            raise BadWish(
                f"{path} was changed by hand since it was written: move it away, or choose another "
                "folder with --out DIR"
            )


def check_free(files: Iterable[Path], note: Path, mark: str) -> None:
    """Refuse to write over what is not ours: it is where ``note`` beside it begins with ``mark``.

    Raises ``BadWish``.
    """
    ours = note.is_file() and note.read_text("utf-8", errors="replace").startswith(mark)
    for there in files:
        if there.exists() and not ours:
            raise BadWish(f"{there} is there already and is not overwritten: choose another --out")


def begin_folder(folder: Path) -> None:
    """Note that the folder is being written, so that a killed run can go on."""
    mark = _mark(folder)
    _note(folder, _Mark(mark.written if mark else {}, busy=True))


def close_folder(folder: Path, kept: Iterable[Path]) -> None:
    """Note what was written, so that changes by hand are seen; remove what we no longer write."""
    rows = {path.relative_to(folder).as_posix(): _hash(path) for path in kept}
    before = _mark(folder)
    for name, was in (before.written if before else {}).items():
        path = folder / name
        if name not in rows and path.is_file() and _hash(path) == was:
            path.unlink()
    _note(folder, _Mark(rows, busy=False))


@dataclass(frozen=True)
class _Mark:
    written: dict[str, str]
    busy: bool


def _note(folder: Path, mark: _Mark) -> None:
    told = {"busy": mark.busy, "written": mark.written}
    write_text(folder / MARK, json.dumps(told, indent=1, sort_keys=True) + "\n")


def _mark(folder: Path) -> _Mark | None:
    try:
        read = json.loads((folder / MARK).read_text("utf-8"))
        written = {str(name): str(was) for name, was in read["written"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return _Mark(written, bool(read.get("busy", False)))


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
