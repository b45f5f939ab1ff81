"""One master for one platform: at its loudness, under its ceiling, in its format."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from tonmeister.exchange.tags import BadTag, Tags, clean
from tonmeister.flow.delivering import file_name
from tonmeister.flow.platforms.guard import Delivered, Desk, Render
from tonmeister.flow.platforms.words import Words
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.knowledge.platform_targets import Platform, Shaping
from tonmeister.model import RecallSheet, Target
from tonmeister.producer.level import limiter_of, with_limiter, with_master


def deliver_for(
    platform: Platform,
    render: Render,
    sheet: RecallSheet,
    folder: Path,
    name: str,
    tags: Tags,
    tell: Teller,
    *,
    loudness_lufs: float | None = None,
    ceiling_dbtp: float | None = None,
    shaping: Shaping | None = None,
    side_minutes: float | None = None,
    cover: Path | None = None,
) -> Delivered:
    """Bring a master to a platform and write its file into ``folder``; nothing half-written.

    ``render`` is called for every try. ``loudness_lufs`` and ``ceiling_dbtp`` are what a person
    asks for in place of the platform's (where the platform has no loudness, the sheet's own is
    kept). Where the platform is louder than the sheet was, the drive stops before the limiter
    eats the music. A limiter that a person holds is left alone. Raises ``BadWish`` for a wrong
    tag. ``side_minutes``: how long the whole side of a disc will be, for vinyl.
    """
    try:
        told = clean({"title": sheet.song, **tags})
    except BadTag as error:
        raise BadWish(str(error)) from None
    words = Words(platform.title, tell)
    own_lufs = sheet.target.loudness_lufs
    sheet = _aimed(platform, sheet, loudness_lufs, ceiling_dbtp, words)
    move = limiter_of(sheet)
    louder = loudness_lufs is None and sheet.target.loudness_lufs > own_lufs + 0.1
    louder = louder and move is not None and not move.hold
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".tonmeister-", dir=folder) as drafts:
        desk = Desk(platform, render, Path(drafts), words, shaping, tell, side_minutes)
        return desk.deliver(sheet, folder / file_name(name), told, cover, louder=louder)


def _aimed(
    platform: Platform,
    sheet: RecallSheet,
    loudness_lufs: float | None,
    ceiling_dbtp: float | None,
    words: Words,
) -> RecallSheet:
    """Return the sheet with the platform's target, its limiter turned by the difference."""
    own = platform.loudness.target_lufs
    wanted = next(x for x in (loudness_lufs, own, sheet.target.loudness_lufs) if x is not None)
    if ceiling_dbtp is None:
        ceiling_dbtp = platform.peak.ceiling_at(wanted)
    target = Target(loudness_lufs=wanted, ceiling_dbtp=ceiling_dbtp)
    kept = [m for m in sheet.master.decisions if m.effect != "dither" or m.bypass]
    if len(kept) < len(sheet.master.decisions):
        words.say("platform/dithered_once")
        sheet = with_master(sheet, kept)
    move = limiter_of(sheet)
    if move is not None and not move.hold:
        more_db = wanted - sheet.target.loudness_lufs
        gain_db = min(36.0, max(-24.0, float(move.settings["gain_db"]) + more_db))
        sheet = with_limiter(sheet, {"gain_db": round(gain_db, 2), "ceiling_dbtp": ceiling_dbtp})
    return replace(sheet, target=target)
