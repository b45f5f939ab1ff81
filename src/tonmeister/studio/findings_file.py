"""``findings.jsonl`` and ``checks/``: what was heard, one finding a line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tonmeister.model import Finding, Span
from tonmeister.studio.disk import write_text
from tonmeister.studio.project import Project


def write_findings(project: Project, findings: Sequence[Finding]) -> None:
    """Write what was heard in the raw tracks, in the order given."""
    write_lines(project.findings_file, findings)


def read_findings(project: Project) -> tuple[Finding, ...]:
    """Read what was heard in the raw tracks; raises ``ValueError`` with file and line."""
    return read_lines(project.findings_file)


def write_check(project: Project, which: int | str, findings: Sequence[Finding]) -> None:
    """Write what was heard in a print: a round's number, or a name such as ``master``."""
    write_lines(_check(project, which), findings)


def read_check(project: Project, which: int | str) -> tuple[Finding, ...]:
    """Read what was heard in a print."""
    return read_lines(_check(project, which))


def write_lines(path: Path, findings: Sequence[Finding]) -> None:
    """Write findings to a file."""
    write_text(path, "".join(f"{json.dumps(_words(f), ensure_ascii=False)}\n" for f in findings))


def read_lines(path: Path) -> tuple[Finding, ...]:
    """Read findings from a file; raises ``ValueError`` with file and line."""
    found = []
    for number, text in enumerate(path.read_text("utf-8").split("\n"), 1):
        if not text.strip():
            continue
        try:
            found.append(_finding(json.loads(text)))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path.name} line {number}: this is no finding ({error})") from error
    return tuple(found)


def _check(project: Project, which: int | str) -> Path:
    name = f"round {which}" if isinstance(which, int) else which
    return project.checks / f"{name}.jsonl"


def _words(finding: Finding) -> dict[str, Any]:
    words: dict[str, Any] = {
        "id": finding.id,
        "check": finding.check,
        "strip": finding.strip,
        "start_s": finding.where.start_s,
        "end_s": finding.where.end_s,
        "weight": finding.weight,
        "confidence": finding.confidence,
        "facts": dict(finding.facts),
    }
    if finding.share is not None:
        words["share"] = dict(finding.share)
    return words


def _finding(words: dict[str, Any]) -> Finding:
    return Finding(
        id=words["id"],
        check=words["check"],
        strip=words["strip"],
        where=Span(words["start_s"], words["end_s"]),
        facts=words["facts"],
        weight=words.get("weight", "note"),
        confidence=words.get("confidence", 1.0),
        share=words.get("share"),
    )
