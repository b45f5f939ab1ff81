"""Filling the report with what was measured and decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from tonmeister import __version__
from tonmeister.exchange.encode import preview_mp3
from tonmeister.exchange.report import (
    Bar,
    DeliveredFile,
    ReportData,
    TargetBand,
    Told,
    side_of,
    write_report,
)
from tonmeister.flow.checking import Record
from tonmeister.flow.delivering import Delivered
from tonmeister.flow.hearing import Hearing
from tonmeister.flow.takes.page import page_path
from tonmeister.knowledge.roles import group_of
from tonmeister.knowledge.voices import voice
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding
from tonmeister.producer.explain import hear as tell_finding
from tonmeister.producer.target_band import target_band_db
from tonmeister.studio import Project, write_text
from tonmeister.studio.comp_file import read_comp
from tonmeister.studio.edits_file import read_edits

LONGEST_PREVIEW_S = 420.0  # longer songs play their first minutes in the report


def report(project: Project, hearing: Hearing, record: Record, delivered: Delivered) -> Path:
    """Write ``report.html``."""
    sheet = record.sheet
    after = record.heard.mastered or record.heard.mix
    before_mp3, turned_db = _before(project, hearing)
    comped = {track.take_of for track in hearing.session.tracks if track.take_of}
    comps = [c for part in sorted(comped) if (c := read_comp(project, part)) is not None]
    data = ReportData(
        sheet=sheet,
        song=hearing.heard.song,
        before=side_of(
            hearing.heard.mix,
            title="Raw tracks",
            mp3=before_mp3,
            mp3_lufs=hearing.heard.mix.facts["loudness_lufs"] + turned_db,
        ),
        after=side_of(
            after,
            title="Master",
            mp3=preview_mp3(record.master, length_s=LONGEST_PREVIEW_S),
            mp3_lufs=record.measured.loudness_lufs,
        ),
        genre_title=hearing.genre.title,
        findings_before=_told(hearing.findings, hearing.heard),
        findings_after=_told(record.findings, hearing.heard),
        band=_band(hearing),
        expected={
            "lra_lu": hearing.genre["dynamics.loudness_range_lu"],
            "plr_db": hearing.genre["dynamics.peak_to_loudness_db"],
        },
        balance=_balance(hearing, record),
        problems=(*hearing.session.problems, *hearing.hosting.problems.values()),
        files=[_delivered(project, path) for path in delivered.all],
        versions={"tonmeister": __version__},
        made_on=date.today().isoformat(),
        summary=_summary(hearing, record),
        comps=comps,
        edits=[e for e in read_edits(project).edits if e.plays],
        take_pages={comp.part: _page(project, comp.part) for comp in comps},
    )
    write_text(project.report_file, write_report(data))
    return project.report_file


def _before(project: Project, hearing: Hearing) -> tuple[bytes, float]:
    """Return the plain sum as MP3, turned down where it would clip, and by how much."""
    peak_dbtp = hearing.heard.mix.facts["true_peak_dbtp"]
    turned_db = min(0.0, -1.5 - peak_dbtp)
    mp3 = preview_mp3(project.cache / "raw_sum.wav", gain_db=turned_db, length_s=LONGEST_PREVIEW_S)
    return mp3, turned_db


def _told(findings: Sequence[Finding], heard: Heard) -> list[Told]:
    sentences = voice("plain")
    return [
        Told(
            finding=finding,
            sentence=tell_finding(finding, sentences, heard.genre),
            bars=heard.song.bars(finding.where),
        )
        for finding in findings
    ]


def _band(hearing: Hearing) -> TargetBand:
    low_db, middle_db, high_db = target_band_db(hearing.genre, hearing.reference)
    source = (
        f"what {hearing.genre.title.lower()} records of this loudness measure"
        if hearing.reference is None
        else "your reference"
    )
    return TargetBand(
        low_db=low_db.tolist(),
        middle_db=middle_db.tolist(),
        high_db=high_db.tolist(),
        source=source,
    )


def _balance(hearing: Hearing, record: Record) -> list[Bar]:
    """Return how loud each strip stands, and its move against the raw sum at equal loudness."""
    heard = record.heard
    whole_db = heard.mix.facts["loudness_lufs"] - hearing.heard.mix.facts["loudness_lufs"]
    bars = []
    for name, features in heard.strips.items():
        raw = hearing.heard.strips.get(name)
        now = features.facts["active_lufs"]
        change = now - raw.facts["active_lufs"] - whole_db if raw is not None else None
        bars.append(
            Bar(
                strip=name,
                group=group_of(heard.roles[name]),
                loudness_lufs=now,
                change_db=change if change is None or np.isfinite(change) else None,
            )
        )
    return sorted(bars, key=lambda bar: -bar.loudness_lufs)


def _delivered(project: Project, path: Path) -> DeliveredFile:
    what = {
        "Master": "the master",
        "Mix": "the mix before mastering",
        "Instrumental": "the master without voices",
        "A-Cappella": "the voices alone, through the same master",
        "Stem": "a stem; all stems add up to the mix",
    }
    kind = next((words for key, words in what.items() if f"_{key}_" in path.name), "a file")
    return DeliveredFile(
        path=path.relative_to(project.folder).as_posix(),
        what=kind,
        size_bytes=path.stat().st_size,
    )


def _page(project: Project, part: str) -> str:
    """Return where a part's page of takes lies, seen from the report; empty if there is none."""
    page = page_path(project, part)
    return page.relative_to(project.folder).as_posix() if page.is_file() else ""


def _summary(hearing: Hearing, record: Record) -> str:
    moves = [d for strip in record.sheet.strips for d in strip.decisions if not d.bypass]
    back = len(record.sheet.taken_back)
    were = "was" if back == 1 else "were"
    taken = f" {back} more {were} tried, measured and taken back." if back else ""
    kept_out = [t.name for t in hearing.session.tracks if not t.use and not t.take_of]
    out = f" Kept out: {', '.join(kept_out)}." if kept_out else ""
    count = len(hearing.session.playing)
    return f"{count} tracks, {len(moves)} moves, each with its reason below.{taken}{out}"
