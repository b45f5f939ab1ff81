"""What was heard on a test recording, all of it together."""

from __future__ import annotations

from dataclasses import dataclass

from tonmeister.listening.lines import Bleed, Level, Line, Pair, Picture, Same, Strange
from tonmeister.model import Finding, Weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One sentence about lines, and how much it matters."""

    kind: str
    lines: tuple[str, ...]
    weight: Weight
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """All that was heard on a test recording, and what is said about it."""

    name: str
    length_s: float
    lines: tuple[Line, ...]
    levels: tuple[Level, ...]
    pairs: tuple[Pair, ...]
    bleeds: tuple[Bleed, ...]
    sames: tuple[Same, ...]
    stranges: tuple[Strange, ...]
    pictures: tuple[Picture, ...]
    findings: tuple[Finding, ...]
    problems: tuple[str, ...]
    said: tuple[Said, ...] = ()
