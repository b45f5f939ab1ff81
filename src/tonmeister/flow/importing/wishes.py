"""What is asked for when a session of another program is brought in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tonmeister.producer.merge import BROUGHT as IMPORT

__all__ = ["IMPORT", "ImportWish"]


@dataclass(frozen=True, kw_only=True)
class ImportWish:
    """A session, and how it is to come in.

    ``out`` is the song's folder (default: beside the session, called as its title). ``outside``:
    sound files are read wherever the session says. ``without_missing``: what is missing is silent
    instead of a reason to stop. ``genre`` is what the song is mixed as.
    """

    session: Path
    out: Path | None = None
    outside: bool = False
    without_missing: bool = False
    genre: str | None = None
