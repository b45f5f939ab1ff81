"""What came of a mastering."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tonmeister.flow.mastering import Measured
from tonmeister.model import Decision, RecallSheet
from tonmeister.producer.reference import Outcome, Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Mastered:
    """What came of it. ``before`` and ``after``: how far mix and master lie from the goal.

    ``refused``: in one line what could not be reached; empty if all was. ``files``: what was made
    for platforms; ``proposed``: moves that would help there (a cut on vinyl) and were not done.
    ``problems``: plug-ins that could not be played, a line each.
    """

    master: Path
    sheet: RecallSheet
    recall: Path
    report: Path | None
    mix: Profile
    goal: Profile
    result: Profile
    measured: Measured
    before: Outcome
    after: Outcome
    refused: str
    files: tuple[Path, ...]
    proposed: tuple[Decision, ...] = ()
    problems: tuple[str, ...] = ()
