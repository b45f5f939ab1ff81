"""The last two moves of a record: a clipper for the tips of loud masters, and the limiter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from tonmeister.model import Decision, RecallSheet, Target
from tonmeister.producer.plan import Plan, move

LOUD_LUFS = -11.5
"""Masters from here on get a clipper; under it a limiter alone does less harm (measured)."""

LEFT_DB = 7.0
"""How far over the ceiling peaks may still reach the limiter; less begins to distort (measured)."""

CLIP_RULE = "print/clip"


def level_moves(
    plan: Plan, strip: str, target: Target, drive_db: float, mix_lufs: float, because: Sequence[str]
) -> list[Decision]:
    """Return the moves that bring the mix to its loudness under its ceiling."""
    return last_moves(strip, target, drive_db, mix_lufs, because)


def last_moves(
    strip: str, target: Target, drive_db: float, mix_lufs: float, because: Sequence[str]
) -> list[Decision]:
    """Return clipper (for loud masters) and limiter, set for a target."""
    gain_db = round(float(np.clip(drive_db, -24.0, 24.0)), 1)
    ceiling_dbtp = target.ceiling_dbtp
    moves = []
    if target.loudness_lufs >= LOUD_LUFS:
        moves.append(
            move(
                strip, "master", "tips", "clipper",
                {"threshold_db": clip_at_db(ceiling_dbtp, gain_db), "knee_db": 3.0},
                rule=CLIP_RULE, because=because, predicted={"left_db": LEFT_DB},
            )
        )  # fmt: skip
    moves.append(
        move(
            strip, "master", "limiter", "limiter",
            {
                "gain_db": gain_db, "ceiling_dbtp": ceiling_dbtp, "release_ms": 120.0,
                "release_fast_ms": 8.0, "lookahead_ms": 5.0,
            },
            rule="print/level", because=because,
            predicted={"loudness_lufs": target.loudness_lufs, "mix_lufs": mix_lufs},
        )
    )  # fmt: skip
    return moves


def clip_at_db(ceiling_dbtp: float, drive_db: float) -> float:
    """Return where the clipper cuts, so that peaks lie ``LEFT_DB`` over the ceiling at most."""
    return round(float(np.clip(ceiling_dbtp - drive_db + LEFT_DB, -36.0, 12.0)), 2)


def limiter_of(sheet: RecallSheet) -> Decision | None:
    """Return the decision that sets the last limiter of the master strip."""
    moves = [m for m in sheet.master.decisions if m.effect == "limiter" and not m.bypass]
    return moves[-1] if moves else None


def with_limiter(sheet: RecallSheet, moved: Mapping[str, float]) -> RecallSheet:
    """Return the sheet with other settings on the master's limiter; its clipper goes along."""
    now = limiter_of(sheet)
    if now is None:
        return sheet
    changed = replace(now, settings={**now.settings, **moved})
    drive_db, ceiling_dbtp = (float(changed.settings[k]) for k in ("gain_db", "ceiling_dbtp"))

    def turned(m: Decision) -> Decision:
        if m is now:
            return changed
        if m.rule == CLIP_RULE and not m.hold:
            cut = {"threshold_db": clip_at_db(ceiling_dbtp, drive_db)}
            return replace(m, settings={**m.settings, **cut})
        return m

    return with_master(sheet, [turned(m) for m in sheet.master.decisions])


def without_idle_clipper(sheet: RecallSheet, peak_dbtp: float) -> RecallSheet:
    """Leave the clipper out where no peak of the mix reaches it."""
    kept = [
        m
        for m in sheet.master.decisions
        if m.rule != CLIP_RULE or m.hold or float(m.settings["threshold_db"]) <= peak_dbtp
    ]
    return with_master(sheet, kept)


def with_master(sheet: RecallSheet, moves: Sequence[Decision]) -> RecallSheet:
    """Return the sheet with another chain on its master strip."""
    master = replace(sheet.master, decisions=tuple(moves))
    return replace(sheet, strips=tuple(master if s.kind == "master" else s for s in sheet.strips))
