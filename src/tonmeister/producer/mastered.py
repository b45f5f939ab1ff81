"""Telling what the limiter was set to after it had been measured on the rendered sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tonmeister.knowledge import Genre
from tonmeister.knowledge.voices import voice
from tonmeister.model import Finding, RecallSheet
from tonmeister.producer.explain import explain
from tonmeister.units import say

RULE = "print/level_measured"


def stopped_short(genre: Genre, usual_lufs: float, at_lufs: float, lost_lu: float) -> str:
    """Say that a master stays under its genre's loudness, and why."""
    said = {
        "genre": genre.title.lower(),
        "usual_lufs": say("usual_lufs", usual_lufs),
        "at_lufs": say("at_lufs", at_lufs),
        "lost_lu": say("lost_lu", lost_lu),
    }
    return voice("plain")["print/stopped_short"].format_map(said)


def tell_limiter(
    sheet: RecallSheet, findings: Sequence[Finding], genre: Genre, measured_lufs: float
) -> RecallSheet:
    """Return the sheet with the limiter's reason made from the settings it ended with."""
    told = {finding.id: finding for finding in findings}
    moves = []
    for move in sheet.master.decisions:
        now = move
        if move.effect == "limiter" and not move.hold and "loudness_lufs" in move.predicted:
            predicted = {
                **move.predicted,
                "loudness_lufs": sheet.target.loudness_lufs,
                "target_dbtp": sheet.target.ceiling_dbtp,
            }
            measured = {**move.measured, "loudness_lufs": round(measured_lufs, 2)}
            now = replace(move, rule=RULE, predicted=predicted, measured=measured)
            reason = explain(now, sheet.master.name, told, voice("plain"), genre)
            now = replace(now, reason=reason)
        moves.append(now)
    master = replace(sheet.master, decisions=tuple(moves))
    return replace(sheet, strips=tuple(master if s.kind == "master" else s for s in sheet.strips))
