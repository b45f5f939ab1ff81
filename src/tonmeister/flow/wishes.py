"""What the user asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


class BadWish(ValueError):
    """What was asked for cannot be done; the message says what would do."""


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """Everything a person may say on the way in; ``None`` leaves it to the house.

    ``amounts`` scales stages, 0 to 100; ``exclude`` names strips to be left alone; ``tags`` go
    into the delivered files (``title``, ``artist``, ...). ``edits``: clean and tune the recordings
    lightly, as the genre does.
    """

    song: Path
    out: Path | None = None
    genre: str | None = None
    reference: Path | None = None
    rate_hz: int | None = None
    loudness_lufs: float | None = None
    ceiling_dbtp: float | None = None
    amounts: Mapping[str, float] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    cover: Path | None = None
    workers: int = 2
    dry_run: bool = False
    edits: bool = False
