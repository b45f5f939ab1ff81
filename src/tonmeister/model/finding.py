"""Things heard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Weight = Literal["info", "note", "fault"]
"""How much a finding matters: a fact worth knowing, something to look at, something wrong."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the song: ``str(Span(48.0, 61.5)) == "0:48 to 1:01"``."""

    start_s: float
    end_s: float

    def __str__(self) -> str:
        return f"{clock(self.start_s)} to {clock(self.end_s)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing heard, where, and by how much. Never an instruction.

    ``check`` says who heard it (``"vocal/under"``; the same for ever), ``facts`` are numbers
    whose names end in their unit, or words. ``share`` says which strip has what part of it
    (fractions that add up to at most 1). ``id`` is stable for the same finding in the same song.
    """

    id: str
    check: str
    strip: str
    where: Span
    facts: Mapping[str, float | str]
    weight: Weight = "note"
    confidence: float = 1.0
    share: Mapping[str, float] | None = None


def clock(at_s: float) -> str:
    """Write a moment of the song: ``clock(61.5) == "1:01"``."""
    return f"{int(at_s // 60)}:{int(at_s % 60):02d}"
