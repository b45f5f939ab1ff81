"""Finding the recordings in a folder as people keep it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from tonmeister.studio.probe import SOUND
from tonmeister.studio.project import Project, is_ours

_NOT_FOR_US = frozenset((
    "__macosx", "ableton project info", "backup", "backups", "fade files", "analysis files",
    "waveform files", "peaks", "freezing", "undo files", "session file backups",
    "rendered files", "bounced files", "clip groups",
))  # fmt: skip
_PACKAGES = (".logicx", ".band", ".ptx", ".cpr", ".bundle", ".app")


def recordings(folder: Path, project: Project, problem: Callable[[str], None]) -> list[Path]:
    """Return the files that should hold sound, in the order a person would list them.

    Left aside: hidden files and what systems and DAWs leave behind (``__MACOSX``, ``._x.wav``,
    ``.DS_Store``, ``.asd``, ``.pkf``, ``.reapeaks``, project packages), and our own folder.
    """

    def unreadable(error: OSError) -> None:
        problem(f"{error.filename}: the folder cannot be read ({error.strerror}); left aside")

    found = []
    for place, folders, names in os.walk(folder, onerror=unreadable):
        here = Path(place)
        folders[:] = sorted(name for name in folders if not _left_aside(here / name, project))
        found += [
            here / name
            for name in names
            if not name.startswith(".") and Path(name).suffix.lower() in SOUND
        ]
    return sorted(found, key=lambda path: _by_numbers(path.relative_to(folder)))


def _left_aside(folder: Path, project: Project) -> bool:
    name = folder.name.lower()
    return (
        name.startswith(".")
        or name in _NOT_FOR_US
        or name.endswith(_PACKAGES)
        or folder.resolve() == project.folder
        or is_ours(folder)
    )


def _by_numbers(path: Path) -> list[tuple[int, int, str]]:
    """Order "2 Bass" before "10 Vox"."""
    parts = re.findall(r"\d+|\D+", path.name.casefold())
    order = [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]
    return [(0, 0, str(path.parent).casefold()), *order]
