"""The sheets that stood before an assistant's changes, so that each can be given back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from tonmeister.flow.mcp.rooms import Room
from tonmeister.flow.wishes import BadWish
from tonmeister.studio import write_text

MOST_KEPT = 50
_BESIDE = ("recall.json", "recall.sha256")
"""What the house keeps about the sheet; it goes back with it."""


@dataclass(frozen=True, kw_only=True)
class Version:
    """A change of the assistant's: the sheet's text before it and after it, and what it was.

    ``mine`` marks every move as an assistant last left it, by id: what stands otherwise since
    is a person's.
    """

    before: str
    after: str
    beside: Mapping[str, str]
    author: str
    because: str
    changes: tuple[str, ...]
    mine: Mapping[str, str]


def name_of(text: str) -> str:
    """Return the short name of a state of the sheet: the same text, the same name."""
    return sha256(text.encode()).hexdigest()[:12] if text else "none"


def text_of(room: Room) -> str:
    """Return the sheet as it stands, to the letter; empty if there is none."""
    try:
        return room.project.recall_file.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""


def beside(room: Room) -> dict[str, str]:
    """Return what the house keeps about the sheet."""
    files = {name: room.project.hidden / name for name in _BESIDE}
    return {name: path.read_text("utf-8") for name, path in files.items() if path.is_file()}


def keep_version(room: Room, version: Version) -> None:
    """Remember a change; the oldest are forgotten."""
    there = _files(room)
    number = int(there[-1].stem) + 1 if there else 1
    words = json.dumps(asdict(version), ensure_ascii=True)
    write_text(room.kept / f"{number:06d}.json", words)
    for old in there[: max(0, len(there) + 1 - MOST_KEPT)]:
        old.unlink(missing_ok=True)


def last_version(room: Room) -> Version | None:
    """Return the assistant's last change that still stands; ``None`` if there is none."""
    there = _files(room)
    return _read(there[-1]) if there else None


def versions(room: Room) -> tuple[Version, ...]:
    """Return the assistant's changes that stand, the oldest first."""
    return tuple(_read(path) for path in _files(room))


def give_back(room: Room) -> Version:
    """Put the sheet back, to the letter, as it stood before the last change.

    Raises ``BadWish`` if there is none, or if the sheet was changed by somebody else since.
    """
    there = _files(room)
    if not there:
        raise BadWish("there is nothing to give back: the assistant has changed nothing")
    last = _read(there[-1])
    if text_of(room) != last.after:
        raise BadWish(
            f"{room.project.recall_file.name} was changed by somebody else after the assistant's "
            "last change: giving that back would take theirs, too; change single moves instead"
        )
    restore(room, last.before, last.beside)
    there[-1].unlink(missing_ok=True)
    return last


def restore(room: Room, text: str, kept: Mapping[str, str]) -> None:
    """Write the sheet and what the house keeps about it, to the letter."""
    for name in _BESIDE:
        path = room.project.hidden / name
        if name in kept:
            write_text(path, kept[name])
        else:
            path.unlink(missing_ok=True)
    if text:
        write_text(room.project.recall_file, text)
    else:
        room.project.recall_file.unlink(missing_ok=True)


def _files(room: Room) -> list[Path]:
    return sorted(p for p in room.kept.glob("*.json") if p.stem.isdigit())


def _read(path: Path) -> Version:
    try:
        words = json.loads(path.read_text("utf-8"))
        return Version(**{**words, "changes": tuple(words["changes"])})
    except (ValueError, KeyError, TypeError) as error:
        raise BadWish(f"{path} cannot be read ({error}): delete it, and go on") from error
