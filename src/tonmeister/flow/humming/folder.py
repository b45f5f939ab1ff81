"""The folder beside an idea: what is written there, and what is never written over."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from tonmeister.flow.wishes import BadWish
from tonmeister.studio.disk import write_text

MARK = ".tonmeister-hum.json"


def open_folder(idea: Path, out: Path | None) -> Path:
    """Return the folder to write to. Raises ``BadWish`` where something of the user's is there."""
    folder = idea.with_suffix("") if out is None else out
    if folder == idea or (folder.exists() and not folder.is_dir()):
        raise BadWish(f"{folder} is a file: choose another folder with --out DIR")
    if not folder.is_dir() or not any(folder.iterdir()):
        return folder
    written = _written(folder)
    if written is None:
        raise BadWish(
            f"{folder} is there already and holds other things: choose a folder with --out DIR"
        )
    for name, was in written.items():
        path = folder / name
        if path.is_file() and _hash(path) != was:
            raise BadWish(
                f"{path} was changed by hand since it was written: move it away, or choose another "
                "folder with --out DIR"
            )
    return folder


def close_folder(folder: Path, kept: list[Path]) -> None:
    """Note down what was written, so that changes by hand are seen next time."""
    rows = {path.name: _hash(path) for path in kept}
    write_text(folder / MARK, json.dumps({"written": rows}, indent=1, sort_keys=True) + "\n")


def _written(folder: Path) -> dict[str, str] | None:
    try:
        read = json.loads((folder / MARK).read_text("utf-8"))["written"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return {str(name): str(was) for name, was in read.items()}


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
