"""The page of a part's takes."""

from __future__ import annotations

from pathlib import Path

from tonmeister.flow.takes.judging import Judged
from tonmeister.flow.takes.wishes import TakeWishes
from tonmeister.model import Comp
from tonmeister.studio import Project


def page_path(project: Project, part: str) -> Path:
    """Where the page of a part lies."""
    return project.folder / "takes" / f"{part}.html"


def write_page(judged: Judged, comp: Comp, project: Project, wishes: TakeWishes) -> Path | None:
    """Write the page of a part."""
    return None
