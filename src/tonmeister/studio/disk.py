"""Writing so that a reader never sees half a file."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PART = re.compile(r"\.(\d+)(?:-\d+)?\.part(?:\.\w+)?$")


class NotWritable(OSError):
    """A folder cannot be written to."""


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Hand out a temporary name beside ``path``; rename it when all went well, else remove it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = part_of(path)
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def part_of(path: Path) -> Path:
    """Return the name under which a file is written until it is whole: one a thread."""
    return path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.part")


def sweep(folder: Path) -> None:
    """Clear away what runs that were killed have left half written."""
    for part in folder.rglob(".*.part*"):
        found = _PART.search(part.name)
        if found and not _running(int(found[1])):
            part.unlink(missing_ok=True)


def _running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def write_text(path: Path, text: str) -> None:
    """Write a text file, whole or not at all."""
    with whole(path) as part:
        part.write_text(text, "utf-8", newline="\n")


def minutes(length_s: float) -> str:
    """Write a length for people: ``minutes(3725.0) == "1:02:05"``."""
    whole_s = round(length_s)
    hours, rest = divmod(whole_s, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"
