"""How loud a master may become before the limiter eats the music."""

from __future__ import annotations

from dataclasses import replace

from tonmeister.flow.mastering import Measured, Play
from tonmeister.flow.rehearsing import MOST_LOST_LU
from tonmeister.model import RecallSheet
from tonmeister.producer.level import limiter_of, with_limiter

NO_DRIVE_DB = -20.0
TRIES = 5
NEAR_LU = 0.2


def honest(sheet: RecallSheet, measured: Measured, render: Play) -> tuple[RecallSheet, float]:
    """Return the sheet at most as loud as it may be, and what the limiter ate before that.

    ``sheet`` has been brought to its target and measures ``measured``. Where its limiter eats
    more than ``MOST_LOST_LU`` the drive is taken back, and the target with it.
    """
    move = limiter_of(sheet)
    if move is None or move.hold:
        return sheet, 0.0
    softer = render(with_limiter(sheet, {"gain_db": NO_DRIVE_DB}))
    untouched_lufs = softer.loudness_lufs - NO_DRIVE_DB
    lost_lu = first_lu = untouched_lufs + _drive_db(sheet) - measured.loudness_lufs
    if lost_lu <= MOST_LOST_LU + NEAR_LU:
        return sheet, first_lu
    low_db, high_db = _drive_db(sheet) - lost_lu - 6.0, _drive_db(sheet)
    low_lu = 0.0
    for _ in range(TRIES):
        part = (MOST_LOST_LU - low_lu) / max(lost_lu - low_lu, 0.1)
        tried_db = round(low_db + (high_db - low_db) * min(0.9, max(0.1, part**0.5)), 2)
        tried = with_limiter(sheet, {"gain_db": tried_db})
        read = render(tried)
        ate_lu = untouched_lufs + tried_db - read.loudness_lufs
        if ate_lu > MOST_LOST_LU:
            high_db, lost_lu = tried_db, ate_lu
        else:
            low_db, low_lu = tried_db, ate_lu
        if abs(ate_lu - MOST_LOST_LU) <= NEAR_LU:
            break
    target = replace(sheet.target, loudness_lufs=round(read.loudness_lufs, 1))
    return replace(tried, target=target), first_lu


def _drive_db(sheet: RecallSheet) -> float:
    move = limiter_of(sheet)
    return float(move.settings["gain_db"]) if move is not None else 0.0
