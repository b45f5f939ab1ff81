"""What the user asked for, for an album."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

FOLDER = "album"


@dataclass(frozen=True, kw_only=True)
class AlbumWishes:
    """Everything a person may say on the way in.

    ``head`` holds what goes into the head of ``album.toml`` and stays there (``title``,
    ``artist``, ``upc``, ``loudness_lufs``, ...). ``anchor`` names a song by its title, its file
    or a part of either. ``order`` asks for the proposed order instead of the one that is there.
    """

    folder: Path
    out: Path | None = None
    anchor: str = ""
    order: Literal["keep", "propose"] = "keep"
    head: Mapping[str, Any] = field(default_factory=dict)
    tone_percent: float | None = None
    cover: Path | None = None
    dry_run: bool = False

    @property
    def place(self) -> Path:
        """Where the album goes."""
        return self.out or self.folder / FOLDER


def counted(count: int, word: str) -> str:
    """Return a number of things in words: ``counted(1, "song") == "1 song"``."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
