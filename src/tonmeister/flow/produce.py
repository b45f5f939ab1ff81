"""One song's whole way, and its steps one by one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from tonmeister.flow.checking import Record, hear_print, make_master, try_listen_revise
from tonmeister.flow.deciding import keep, keep_played, settle
from tonmeister.flow.delivering import deliver
from tonmeister.flow.hearing import Hearing, hear
from tonmeister.flow.reporting import report
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import Wishes
from tonmeister.knowledge import Genre
from tonmeister.knowledge.voices import voice
from tonmeister.model import Finding, RecallSheet
from tonmeister.producer.explain import hear as tell_finding
from tonmeister.studio import NothingToMix, Project, SheetError, read_sheet, write_check
from tonmeister.studio.project import FOLDER

SHARES = {
    "ingest": 0.05, "listen": 0.2, "song": 0.08, "decide": 0.05, "render": 0.2, "check": 0.07,
    "master": 0.1, "deliver": 0.2, "report": 0.05,
}  # fmt: skip
"""What part of the whole each stage usually takes, to reckon the time left from."""


@contextmanager
def opened_project(wishes: Wishes) -> Iterator[Project]:
    """Open the project, and keep other runs out of it; a dry run works where nobody sees it."""
    if wishes.dry_run:
        with tempfile.TemporaryDirectory(prefix="tonmeister-") as folder:
            _with_what_is_known(wishes, Path(folder))
            yield Project.open(wishes.song, Path(folder))
        return
    project = Project.open(wishes.song, wishes.out)
    with project.lock():
        yield project


def _with_what_is_known(wishes: Wishes, folder: Path) -> None:
    """Let a dry run know what a person wrote, and what was heard before."""
    there = Project(wishes.song, wishes.out or wishes.song / FOLDER)
    for path in (there.session_file, there.recall_file, there.edits_file):
        if path.is_file():
            shutil.copy(path, folder)
    for place in (there.hidden, there.cache / "features", there.comps):
        if place.is_dir():
            to = folder / place.relative_to(there.folder)
            shutil.copytree(place, to, ignore=shutil.ignore_patterns("lock*"))


def _readable(project: Project) -> None:
    """Find a mistake in the recall sheet before the long work, not after it."""
    if project.recall_file.exists():
        read_sheet(project.recall_file)


def produce(wishes: Wishes, tell: Teller) -> dict[str, Any]:
    """Take a folder of raw tracks to a finished record; returns the last event."""
    with opened_project(wishes) as project:
        _readable(project)
        hearing = hear(project, wishes, tell)
        sheet = settle(project, hearing, wishes, tell)
        if wishes.dry_run:
            return {"event": "done", "dry_run": True, "sheet": told_sheet(sheet)}
        sheet, played, after = try_listen_revise(project, hearing, sheet, tell, wishes.workers)
        asked = wishes.loudness_lufs is not None
        record = make_master(project, hearing, sheet, played, after, tell, asked=asked)
        keep(project, record.sheet, hearing, tell)
        return _hand_over(project, hearing, record, wishes, tell)


def listen_only(wishes: Wishes, tell: Teller) -> dict[str, Any]:
    """Take stock and listen; leaves session.toml and findings.jsonl."""
    with opened_project(wishes) as project:
        hearing = hear(project, wishes, tell)
        return {
            "event": "done",
            "session": str(project.session_file),
            "findings": [told_finding(f, hearing.genre) for f in hearing.findings],
        }


def decide_only(wishes: Wishes, tell: Teller) -> dict[str, Any]:
    """Listen and write the recall sheet."""
    with opened_project(wishes) as project:
        _readable(project)
        hearing = hear(project, wishes, tell)
        sheet = settle(project, hearing, wishes, tell)
        if wishes.dry_run:
            return {"event": "done", "dry_run": True, "sheet": told_sheet(sheet)}
        return {"event": "done", "recall": str(project.recall_file), "sheet": told_sheet(sheet)}


def render_only(wishes: Wishes, tell: Teller) -> dict[str, Any]:
    """Play the recall sheet exactly as it stands."""
    with opened_project(wishes) as project:
        hearing, sheet = as_it_stands(project, wishes, tell)
        record = _record(project, hearing, sheet, wishes, tell, as_it_stands=True)
        return {"event": "done", "mix": str(record.played.mix), "master": str(record.master)}


def check_only(wishes: Wishes, tell: Teller) -> dict[str, Any]:
    """Render the sheet as it stands and say what is heard in it."""
    with opened_project(wishes) as project:
        hearing, sheet = as_it_stands(project, wishes, tell)
        record = _record(project, hearing, sheet, wishes, tell, as_it_stands=True)
        write_check(project, "as it stands", record.findings)
        return {
            "event": "done",
            "findings": [told_finding(f, hearing.genre) for f in record.findings],
        }


def deliver_only(wishes: Wishes, tell: Teller) -> dict[str, Any]:
    """Render the sheet as it stands, bring it to its target, write the delivery and report."""
    with opened_project(wishes) as project:
        hearing, sheet = as_it_stands(project, wishes, tell)
        record = _record(project, hearing, sheet, wishes, tell, as_it_stands=False)
        keep_played(project, sheet, record.sheet, hearing, tell)
        return _hand_over(project, hearing, record, wishes, tell)


def as_it_stands(project: Project, wishes: Wishes, tell: Teller) -> tuple[Hearing, RecallSheet]:
    """Return the song as it was heard, and its sheet exactly as it stands."""
    if not project.recall_file.exists():
        raise NothingToMix(
            f"{project.recall_file} is not there yet: run `tonmeister decide` or "
            "`tonmeister produce` first"
        )
    sheet = read_sheet(project.recall_file)
    hearing = hear(project, replace(wishes, genre=wishes.genre or sheet.genre), tell)
    if sheet.rate_hz != hearing.session.rate_hz:
        raise SheetError(
            f"{project.recall_file.name} is for {sheet.rate_hz} Hz, but the session runs at "
            f"{hearing.session.rate_hz} Hz: run `tonmeister decide` first"
        )
    return hearing, sheet


def _record(
    project: Project,
    hearing: Hearing,
    sheet: RecallSheet,
    wishes: Wishes,
    tell: Teller,
    *,
    as_it_stands: bool,
) -> Record:
    played, after = hear_print(
        project, hearing, sheet, tell, wishes.workers, stems=not as_it_stands
    )
    return make_master(
        project, hearing, sheet, played, after, tell, once_only=as_it_stands, asked=True
    )


def _hand_over(
    project: Project, hearing: Hearing, record: Record, wishes: Wishes, tell: Teller
) -> dict[str, Any]:
    """Deliver, report, and say where everything is."""
    delivered = deliver(project, hearing, record, wishes, tell)
    with tell.stage("report", "Writing the report"):
        page = report(project, hearing, record, delivered)
    target, measured = record.sheet.target, record.measured
    tell.listener({"event": "delivered", "files": [str(path) for path in delivered.all]})
    return {
        "event": "done",
        "master": str(delivered.master),
        "mix": str(delivered.mix),
        "report": str(page),
        "recall": str(project.recall_file),
        "stems": [str(path) for path in delivered.stems],
        "target": {
            "loudness_lufs": target.loudness_lufs,
            "ceiling_dbtp": target.ceiling_dbtp,
        },
        "measured": {
            "loudness_lufs": round(measured.loudness_lufs, 2),
            "true_peak_dbtp": round(measured.true_peak_dbtp, 2),
        },
    }


def told_finding(finding: Finding, genre: Genre) -> dict[str, Any]:
    """Return a finding as plain data, with the sentence a person reads."""
    return {
        "id": finding.id,
        "check": finding.check,
        "strip": finding.strip,
        "start_s": finding.where.start_s,
        "end_s": finding.where.end_s,
        "weight": finding.weight,
        "sentence": tell_finding(finding, voice("plain"), genre),
        "confidence": finding.confidence,
        "facts": dict(finding.facts),
        "share": dict(finding.share or {}),
    }


def told_sheet(sheet: RecallSheet) -> dict[str, list[dict[str, Any]]]:
    """Return what a sheet would do, strip by strip."""
    return {
        strip.name: [
            {"id": d.id, "effect": d.effect, "settings": dict(d.settings), "reason": d.reason}
            for d in strip.decisions
        ]
        for strip in sheet.strips
        if strip.decisions
    }
