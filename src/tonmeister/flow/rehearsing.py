"""Finding the master's drive and ceiling on pieces of the song, before the whole is played."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tonmeister.flow.hosting import Hosting
from tonmeister.flow.mastering import (
    TRIES,
    UNDER_DB,
    Measured,
    Play,
    driven,
    play_master,
)
from tonmeister.model import RecallSheet
from tonmeister.producer.level import limiter_of, with_limiter, without_idle_clipper
from tonmeister.signal import Source
from tonmeister.signal.mixing import collage

EXCERPT_S = 15.0
PIECES_S, PIECE_S = 45.0, 1.5
REHEARSALS = 10
MOST_LOST_LU = 3.5
"""How much loudness the limiter may eat before a house target is given up for the sound's sake."""

ROUGHLY_LU, NEARER_LU = 0.4, 0.04
CODEC_DB = 0.25
"""What an MP3 at 320 kbps most often adds to the peaks of a loud master (measured)."""

WORTH_LU = 0.5
"""A target is given up for no less than this."""

CodecOver = Callable[[RecallSheet, Source], float]
"""Returns by how many dB a lossy file of a sheet's master lies over the ceiling."""


@dataclass(frozen=True)
class Rehearsed:
    """What was found: the sheet, what one dB of drive is worth, and what the limiter eats."""

    sheet: RecallSheet
    slope: float
    lost_lu: float


def rehearse(
    sheet: RecallSheet,
    mix: Source,
    loud: Source,
    codec_over_db: CodecOver | None,
    *,
    retone: Callable[[RecallSheet, Source], RecallSheet],
    peak_dbtp: float,
    may_lower: bool,
    hosting: Hosting | None = None,
) -> Rehearsed:
    """Find drive, tone and ceiling on pieces from everywhere; they stand for the whole.

    ``retone`` hears what the limiter did to the tone and corrects it. The ceiling is lowered by
    what a lossy codec adds to the ``loud`` part. A clipper that the mix, which peaks at
    ``peak_dbtp``, does not reach is left out. With ``may_lower`` the target is lowered where the
    limiter would eat more than ``MOST_LOST_LU``. A limiter that a person holds is left alone.
    """
    move = limiter_of(sheet)
    if move is None or move.hold:
        return Rehearsed(sheet, 1.0, 0.0)
    pieces = collage(mix, length_s=PIECES_S, piece_s=PIECE_S)
    if codec_over_db is not None:
        sheet = with_limiter(sheet, {"ceiling_dbtp": sheet.target.ceiling_dbtp - CODEC_DB})

    def once(tried: RecallSheet) -> Measured:
        return play_master(tried, pieces, peaks=False, hosting=hosting)

    sheet, _, slope = driven(sheet, once, 1.0, REHEARSALS, ROUGHLY_LU)
    sheet = retone(sheet, pieces)
    sheet, measured, slope = driven(sheet, once, slope, REHEARSALS, NEARER_LU)
    untouched_lufs = once(with_limiter(sheet, {"gain_db": -20.0})).loudness_lufs + 20.0
    lost_lu = untouched_lufs + _drive_db(sheet) - measured.loudness_lufs
    if may_lower and lost_lu > MOST_LOST_LU:
        gentler, less_lu = _gentler(sheet, once, untouched_lufs)
        if sheet.target.loudness_lufs - gentler.target.loudness_lufs >= WORTH_LU:
            sheet, lost_lu = gentler, less_lu
    ceiling_dbtp = _ceiling_dbtp(sheet)
    for _ in range(TRIES if codec_over_db is not None else 0):
        assert codec_over_db is not None
        over_db = codec_over_db(sheet, loud)
        if over_db <= 0.0:
            break
        lower = round(_ceiling_dbtp(sheet) - over_db - UNDER_DB, 2)
        sheet = with_limiter(sheet, {"ceiling_dbtp": lower})
    if _ceiling_dbtp(sheet) != ceiling_dbtp:
        sheet, _, slope = driven(sheet, once, slope, REHEARSALS, NEARER_LU)
    return Rehearsed(without_idle_clipper(sheet, peak_dbtp), slope, lost_lu)


def _gentler(sheet: RecallSheet, play: Play, untouched_lufs: float) -> tuple[RecallSheet, float]:
    """Find the drive at which the limiter eats as much as it may, and aim at what that gives."""
    low, high = _drive_db(sheet) - 18.0, _drive_db(sheet)
    lost_lu, loudness_lufs = 0.0, untouched_lufs
    for _ in range(7):
        middle = round((low + high) / 2.0, 2)
        sheet = with_limiter(sheet, {"gain_db": middle})
        loudness_lufs = play(sheet).loudness_lufs
        lost_lu = untouched_lufs + middle - loudness_lufs
        low, high = (low, middle) if lost_lu > MOST_LOST_LU else (middle, high)
    target = replace(sheet.target, loudness_lufs=round(loudness_lufs, 1))
    return replace(sheet, target=target), lost_lu


def _drive_db(sheet: RecallSheet) -> float:
    move = limiter_of(sheet)
    return float(move.settings["gain_db"]) if move is not None else 0.0


def _ceiling_dbtp(sheet: RecallSheet) -> float:
    move = limiter_of(sheet)
    return float(move.settings["ceiling_dbtp"]) if move is not None else 0.0
