"""How loud a master may become before the limiter eats the music."""

from __future__ import annotations

from dataclasses import replace

from tonmeister.flow.mastering import Measured, Play
from tonmeister.flow.rehearsing import MOST_LOST_LU as MOST_LOST_LU
from tonmeister.model import RecallSheet
from tonmeister.producer.level import limiter_of, with_limiter

NO_DRIVE_DB = -20.0
TRIES = 5
NEAR_LU = 0.2


def untouched_lufs(sheet: RecallSheet, render: Play) -> float:
    """Return how loud the music would be with no drive and nothing limited."""
    return render(with_limiter(sheet, {"gain_db": NO_DRIVE_DB})).loudness_lufs - NO_DRIVE_DB


def lost_lu(sheet: RecallSheet, measured: Measured, free_lufs: float) -> float:
    """Return how much loudness the limiter eats; ``free_lufs`` as ``untouched_lufs`` gave it."""
    return free_lufs + _drive_db(sheet) - measured.loudness_lufs


def honest(
    sheet: RecallSheet, lost: float, free_lufs: float, render: Play, most_lu: float = MOST_LOST_LU
) -> RecallSheet:
    """Return the sheet with as much drive as the music bears, and its target brought down to that.

    At the sheet's own drive the limiter eats ``lost`` LU; more than ``most_lu`` is too much.
    """
    if lost <= most_lu + NEAR_LU:
        return sheet
    low_db, high_db = _drive_db(sheet) - lost - 6.0, _drive_db(sheet)
    low_lu, high_lu = 0.0, lost
    for _ in range(TRIES):
        part = (most_lu - low_lu) / max(high_lu - low_lu, 0.1)
        drive_db = round(low_db + (high_db - low_db) * min(0.9, max(0.1, part**0.5)), 2)
        tried = with_limiter(sheet, {"gain_db": max(-24.0, drive_db)})
        read = render(tried)
        ate_lu = lost_lu(tried, read, free_lufs)
        if abs(ate_lu - most_lu) <= NEAR_LU:
            break
        if ate_lu > most_lu:
            high_db, high_lu = drive_db, ate_lu
        else:
            low_db, low_lu = drive_db, ate_lu
    target = replace(sheet.target, loudness_lufs=round(read.loudness_lufs, 1))
    return replace(tried, target=target)


def _drive_db(sheet: RecallSheet) -> float:
    move = limiter_of(sheet)
    return float(move.settings["gain_db"]) if move is not None else 0.0
