"""The folder in which a song's work is kept."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tonmeister.studio.disk import NotWritable, sweep, write_text
from tonmeister.studio.lock import Lock

FOLDER = "tonmeister"
_HIDDEN = ".tonmeister"


class NoProject(LookupError):
    """There is no project of ours at a place."""


@dataclass(frozen=True, slots=True)
class Project:
    """One song's project on disk: where every file of it lies. Paths only, no state.

    ``song_folder`` holds the recordings and is never written to (except for the project folder
    itself, if it lies in it); ``folder`` is ours.
    """

    song_folder: Path
    folder: Path

    @classmethod
    def open(cls, song_folder: Path, out: Path | None = None) -> Self:
        """Make the project folder (``song_folder/tonmeister``, or ``out``) or go on with it.

        Raises ``NotWritable`` with one clear line.
        """
        song_folder = song_folder.resolve()
        if not song_folder.is_dir():
            there = "is a file" if song_folder.exists() else "is not there"
            raise NoProject(f"{song_folder} {there}: give the folder that holds the song's tracks")
        project = cls(song_folder, (out or song_folder / FOLDER).resolve())
        try:
            for each in (project.hidden, project.cache, project.checks):
                each.mkdir(parents=True, exist_ok=True)
            if not os.access(project.folder, os.W_OK):
                raise PermissionError
            sweep(project.folder)
            write_text(project.hidden / "project.json", json.dumps({"song_folder": project._home}))
        except OSError as error:
            why = error.strerror or "permission denied"
            raise NotWritable(
                f"{project.folder} cannot be written to ({why.lower()}): "
                "choose another place with --out DIR"
            ) from error
        return project

    @classmethod
    def find(cls, path: Path) -> Self:
        """Return the project that a song folder, a project folder or a file in one belongs to."""
        path = path.resolve()
        for place in (path / FOLDER, path, *path.parents):
            about = place / _HIDDEN / "project.json"
            if about.is_file():
                home = json.loads(about.read_text("utf-8"))["song_folder"]
                return cls((place / home).resolve(), place)
        raise NoProject(
            f"{path} is not a song that was worked on: run `tonmeister produce` on it first, "
            "or give the folder that --out named"
        )

    @property
    def _home(self) -> str:
        """The song folder as seen from the project, so that both can be moved together."""
        if self.folder.is_relative_to(self.song_folder):
            return os.path.relpath(self.song_folder, self.folder)
        return str(self.song_folder)

    @property
    def hidden(self) -> Path:
        """What a person need not see: the machine's last proposals, the lock."""
        return self.folder / _HIDDEN

    @property
    def cache(self) -> Path:
        """What can be made again: decoded sound, analyses, prints. Safe to delete."""
        return self.folder / ".cache"

    @property
    def session_file(self) -> Path:
        """What was recorded: one table a track, to be corrected by hand."""
        return self.folder / "session.toml"

    @property
    def recall_file(self) -> Path:
        """Every setting of the mix, to be changed by hand."""
        return self.folder / "recall.toml"

    @property
    def edits_file(self) -> Path:
        """Every edit of the recordings, to be changed by hand."""
        return self.folder / "edits.toml"

    @property
    def edited(self) -> Path:
        """The recordings with their edits."""
        return self.folder / "edited"

    @property
    def comps(self) -> Path:
        """The comps made of takes, and their sheets."""
        return self.folder / "comps"

    @property
    def findings_file(self) -> Path:
        """What was heard in the raw tracks, one finding a line."""
        return self.folder / "findings.jsonl"

    @property
    def checks(self) -> Path:
        """What was heard in the prints, one file a round."""
        return self.folder / "checks"

    @property
    def report_file(self) -> Path:
        """The report for the band."""
        return self.folder / "report.html"

    @property
    def delivery(self) -> Path:
        """What goes out of the house."""
        return self.folder / "delivery"

    def lock(self) -> Lock:
        """Keep a second run out of this folder: ``with project.lock(): ...``."""
        return Lock(self.hidden / "lock")


def is_ours(folder: Path) -> bool:
    """Whether a folder is a project of ours, so that its renders are not taken for recordings."""
    return (folder / _HIDDEN).is_dir()
