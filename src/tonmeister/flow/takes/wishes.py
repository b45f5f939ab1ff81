"""What may be said about takes on the way in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tonmeister.people.tone import Tone


@dataclass(frozen=True, kw_only=True)
class TakeWishes:
    """Everything a person may say about takes.

    ``part``: only this part. ``guide``: a recording that shows how it goes; ``score``: a MIDI
    melody in song time; ``lyrics``: lines, one a phrase. ``base``: the take to stay with where it
    is as good. ``numbers_are_takes``: lead vocals that only a number tells apart are takes.
    """

    part: str | None = None
    genre: str | None = None
    guide: Path | None = None
    score: Path | None = None
    lyrics: Sequence[str] = ()
    base: int | None = None
    lanes: bool = False
    numbers_are_takes: bool = True
    tone: Tone = field(default_factory=Tone)
