"""Findings as notes to take along: a text to read, and labels that lie on the timeline of a DAW."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tonmeister.studio import write_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One finding in words: where it lies, what it is, who has it, why it matters, what to try."""

    title: str
    weight: str
    start_s: float
    end_s: float
    place: str
    sentence: str
    who: str
    matters: str
    attempt: str
    by_ear: str


def write_notes(path: Path, heading: str, facts: Sequence[str], notes: Sequence[Note]) -> None:
    """Write a Markdown page, the weightiest first, as the notes come."""
    lines = [f"# {heading}", "", *(f"- {fact}" for fact in facts), ""]
    if not notes:
        lines += ["Nothing was heard that needs mending.", ""]
    for note in notes:
        lines += [f"## {note.title} ({note.place})", "", note.sentence, ""]
        lines += [f"- {name}: {said}" for name, said in _rows(note) if said]
        lines.append("")
    write_text(path, "\n".join(lines))


def write_labels(path: Path, notes: Sequence[Note]) -> None:
    """Write a label track: ``start end text`` in seconds, one a line, tab-separated.

    Audacity's label format (manual.audacityteam.org, "Importing and Exporting Labels"), which
    other editors read, too.
    """
    rows = [
        f"{note.start_s:.6f}\t{note.end_s:.6f}\t{note.title}: {' '.join(note.attempt.split())}"
        for note in notes
    ]
    write_text(path, "".join(f"{row}\n" for row in rows))


def _rows(note: Note) -> list[tuple[str, str]]:
    return [
        ("weight", note.weight),
        ("who", note.who),
        ("why it matters", note.matters),
        ("what to try", note.attempt),
        ("how to tell by ear", note.by_ear),
    ]
