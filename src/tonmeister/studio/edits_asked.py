"""Which edits somebody asked for by name, so that habits leave them alone."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

from tonmeister.studio.disk import write_text
from tonmeister.studio.project import Project


def remember_asked(project: Project, kinds: Collection[str], tracks: Collection[str]) -> None:
    """Remember that edits of these kinds were asked for on these tracks."""
    book = _read(project)
    for track in tracks:
        book[track] = sorted({*book.get(track, ()), *kinds})
    write_text(_file(project), json.dumps(book, ensure_ascii=False, indent=0))


def was_asked(project: Project, track: str) -> frozenset[str]:
    """Return the kinds of edits that somebody asked for on a track."""
    return frozenset(_read(project).get(track, ()))


def _read(project: Project) -> dict[str, list[str]]:
    try:
        return dict(json.loads(_file(project).read_text("utf-8")))
    except FileNotFoundError:
        return {}


def _file(project: Project) -> Path:
    return project.hidden / "edits-asked.json"
