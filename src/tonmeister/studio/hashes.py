"""Knowing a file again by what is in it."""

from __future__ import annotations

import hashlib
import json
import threading
from pathlib import Path

from tonmeister.studio.disk import write_text
from tonmeister.studio.project import Project

_lock = threading.Lock()


def content_hash(path: Path, project: Project) -> str:
    """Return the SHA-256 of a file; read again only when its size or date has changed."""
    stat = path.stat()
    stamp = [stat.st_size, stat.st_mtime_ns]
    book = project.cache / "hashes.json"
    with _lock:
        known = _read(book)
    found = known.get(str(path))
    if found and found[:2] == stamp:
        return str(found[2])
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    with _lock:
        write_text(book, json.dumps(_read(book) | {str(path): [*stamp, digest]}, indent=0))
    return digest


def joined(hashes: tuple[str, ...]) -> str:
    """Return one hash for a track: its file's, or one over both files of a split pair."""
    if len(hashes) == 1:
        return hashes[0]
    return hashlib.sha256("+".join(hashes).encode()).hexdigest()


def _read(book: Path) -> dict[str, list[int | str]]:
    try:
        return dict(json.loads(book.read_text("utf-8")))
    except (FileNotFoundError, ValueError):
        return {}  # a cache: what is lost is reckoned again
