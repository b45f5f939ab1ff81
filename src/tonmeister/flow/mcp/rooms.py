"""Which songs an assistant may work on, and which files of them it may hear."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tonmeister.flow.wishes import BadWish
from tonmeister.studio import Project
from tonmeister.studio.probe import SOUND
from tonmeister.studio.project import FOLDER, is_ours

MOST_SONGS = 500
_OURS = ("recall.toml", "session.toml", "findings.jsonl", ".tonmeister", ".cache", "checks")
_STAGE = {"mix": "mix.wav", "master": "master.wav",
          "mix before": "mix before.wav", "master before": "master before.wav"}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Room:
    """One song that lies inside the folders given on the command line.

    ``begun``: there is a project of ours; without one there are only recordings.
    """

    name: str
    project: Project
    begun: bool

    @property
    def kept(self) -> Path:
        """Where the assistant's own notes lie: earlier sheets, what was rendered last."""
        return self.project.hidden / "assistant"

    @property
    def stage(self) -> Path:
        """Where renders lie."""
        return self.project.cache / "stage"


def rooms(roots: Sequence[Path]) -> tuple[Room, ...]:
    """Find the songs in the folders given: each a song, a project, or a folder of songs.

    Raises ``BadWish`` for a folder that is not there or holds no song.
    """
    found: dict[str, Room] = {}
    for root in roots:
        if not root.is_dir():
            there = "is a file" if root.exists() else "is not there"
            raise BadWish(f"{root} {there}: give a song's folder, or a folder of songs")
        here = list(_songs(root.resolve()))
        if not here:
            raise BadWish(f"{root} holds no song: give a folder of raw tracks, or one of songs")
        for room in here:
            name, number = room.name, 1
            while name in found and found[name].project.folder != room.project.folder:
                number += 1
                name = f"{room.name} ({number})"
            found[name] = Room(name=name, project=room.project, begun=room.begun)
    return tuple(found.values())


def room_of(roots: Sequence[Path], said: str) -> Room:
    """Return the song of that name; with only one there, its name may be left out."""
    there = {room.name: room for room in rooms(roots)}
    names = ", ".join(there)
    if not said:
        if len(there) == 1:
            return next(iter(there.values()))
        raise BadWish(f"say which song: {names}")
    folded = {name.casefold(): room for name, room in there.items()}
    room = there.get(said) or folded.get(said.casefold())
    if room is None:
        raise BadWish(f"there is no song {said!r} here; there are {names}")
    return room


def sound_in(room: Room, said: str) -> Path:
    """Return the sound that is meant: "mix", "master" (as last rendered), or a file of the song.

    A file is named as seen from the song's folder or from its project. Raises ``BadWish`` for
    one that is not there, is no sound, or lies outside (also through a link).
    """
    if said in _STAGE:
        path = room.stage / _STAGE[said]
        if not path.is_file():
            what = said.partition(" ")[0]
            raise BadWish(f"there is no {said} yet: `render` plays the {what} as the sheet stands")
        return _inside(room, path, said)
    parts = said.replace("\\", "/").split("/")
    if not said.strip() or "\0" in said or ".." in parts or said[0] in "/\\~" or ":" in parts[0]:
        raise BadWish(f"{said!r} is no file of this song: name it as seen from the song's folder")
    for base in (room.project.song_folder, room.project.folder):
        path = base / said
        if path.is_file():
            if path.suffix.lower() not in SOUND:
                raise BadWish(f"{said} is no sound file: only sound is heard here")
            return _inside(room, path, said)
    raise BadWish(f"{said} is not there: name a file as seen from the song's folder, or mix, "
                  "mix before, master, master before")  # fmt: skip


def _inside(room: Room, path: Path, said: str) -> Path:
    real = path.resolve()
    if not any(real.is_relative_to(b) for b in (room.project.song_folder, room.project.folder)):
        raise BadWish(f"{said} leads out of the song's folder: it is not opened")
    return real


def _songs(root: Path) -> Iterator[Room]:
    mine = _room(root, root)
    if mine is not None:
        yield mine
        return
    children = sorted(p for p in root.iterdir() if p.is_dir() and not p.name.startswith("."))
    for child in children[:MOST_SONGS]:
        room = _room(child, root)
        if room is not None:
            yield room


def _room(folder: Path, root: Path) -> Room | None:
    """Return the song a folder holds; ``None`` if it holds none, or leads out of ``root``."""
    if not folder.resolve().is_relative_to(root):
        return None
    for place in (folder / FOLDER, folder):
        if is_ours(place):
            return _begun(folder, place.resolve(), root)
    if any(p.suffix.lower() in SOUND and p.is_file() for p in folder.iterdir()):
        song = folder.resolve()
        return Room(name=folder.name, project=Project(song, song / FOLDER), begun=False)
    return None


def _begun(folder: Path, place: Path, root: Path) -> Room | None:
    """Open a project, unless it or a file of it is a link that leads out of ``root``.

    The recordings may lie elsewhere only if the project itself was named on the command line.
    """
    if not place.is_relative_to(root):
        return None
    try:
        home = json.loads((place / ".tonmeister" / "project.json").read_text("utf-8"))
        song = (place / str(home["song_folder"])).resolve()
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not song.is_relative_to(root) and place != root:
        return None
    if any(not (place / name).resolve().is_relative_to(place) for name in _OURS):
        return None
    return Room(name=folder.name, project=Project(song, place), begun=True)
