"""Where beats, grooves and slices are left: a folder of ours, never among a person's files."""

from __future__ import annotations

from pathlib import Path

from tonmeister.flow.wishes import BadWish


def our_folder(folder: Path, mark: str, what: str) -> Path:
    """Return a folder to write into: new, empty, or one that holds ``mark`` from an earlier run.

    Raises ``BadWish`` where it is somebody else's.
    """
    if folder.is_file():
        raise BadWish(f"{folder} is a file: give another folder with --out")
    if folder.is_dir() and any(folder.iterdir()) and not any(folder.glob(mark)):
        raise BadWish(f"{folder} holds other things than {what} of ours: give another --out")
    return folder


def file_name(words: str) -> str:
    """Return words as a file may be called."""
    plain = "".join("-" if c in '/\\:*?"<>|' or ord(c) < 32 else c for c in words).strip(" .")
    return plain[:80] or "untitled"
