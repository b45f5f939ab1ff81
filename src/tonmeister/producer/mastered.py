"""Telling what the limiter was set to after it had been measured on the rendered sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tonmeister.knowledge import Genre
from tonmeister.knowledge.voices import voice
from tonmeister.model import Decision, Finding, RecallSheet
from tonmeister.producer.explain import explain
from tonmeister.producer.level import CLIP_RULE, with_master
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
    """Return the sheet with the reasons of limiter and clipper made from their last settings."""
    told = {finding.id: finding for finding in findings}

    def explained(move: Decision) -> Decision:
        reason = explain(move, sheet.master.name, told, voice("plain"), genre)
        return replace(move, reason=reason)

    moves = []
    for move in sheet.master.decisions:
        if move.effect == "limiter" and not move.hold and "loudness_lufs" in move.predicted:
            predicted = {
                **move.predicted,
                "loudness_lufs": sheet.target.loudness_lufs,
                "target_dbtp": sheet.target.ceiling_dbtp,
            }
            measured = {**move.measured, "loudness_lufs": round(measured_lufs, 2)}
            moves.append(
                explained(replace(move, rule=RULE, predicted=predicted, measured=measured))
            )
        elif move.rule == CLIP_RULE and not move.hold:
            moves.append(explained(move))
        else:
            moves.append(move)
    return with_master(sheet, moves)
