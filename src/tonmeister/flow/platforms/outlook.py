"""What each platform will do to a finished file: how it turns it, how it plays, how it peaks."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tonmeister.flow.mastering import Measured, measure
from tonmeister.flow.platforms.after_codec import AT_ONCE, Heard, after_codecs
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.knowledge.platform_targets import Codec, Platform
from tonmeister.studio import file_source

SILENT_LUFS = -70.0


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """One platform's way with one file.

    ``turned_db`` is by how much it is turned while it plays, ``plays_at_lufs`` how loud it then
    is, ``short_db`` how much more it would have been turned up had the peaks left room;
    ``heard`` what its codecs make of it, before it is turned; ``over_db`` how far the highest of
    all peaks lies over the platform's ceiling (under it: negative).
    """

    platform: Platform
    measured: Measured
    turned_db: float
    plays_at_lufs: float
    short_db: float
    ceiling_dbtp: float
    heard: tuple[Heard, ...]
    over_db: float

    @property
    def codec_peak_dbtp(self) -> float | None:
        """The highest peak after the codecs, ``None`` where there is none."""
        return max((h.true_peak_dbtp for h in self.heard), default=None)


def outlook(file: Path, platforms: Sequence[Platform], tell: Teller) -> tuple[Outlook, ...]:
    """Say for each platform what it will do to a file; each codec is tried once for all."""
    source = file_source(file)
    measured = measure(source)
    if measured.loudness_lufs < SILENT_LUFS:
        raise BadWish(f"{file.name} is silent, so there is nothing a platform could do to it")
    wanted = list(dict.fromkeys(c for p in platforms for c in _held(p)))
    said: set[str] = set()

    def once(line: str) -> None:
        if line not in said:
            said.add(line)
            tell.say(line, kind="problem")

    with (
        tell.stage("codecs", "Hearing it through the codecs") as on,
        tempfile.TemporaryDirectory(prefix="tonmeister-") as drafts,
    ):
        heard: dict[Codec, Heard] = {}
        for at in range(0, len(wanted), AT_ONCE):
            two = wanted[at : at + AT_ONCE]
            for reading in after_codecs(file, two, Path(drafts), once, tell.check):
                heard[reading.codec] = reading
            on(min(1.0, (at + AT_ONCE) / len(wanted)))
    return tuple(_of(p, measured, [heard[c] for c in _held(p) if c in heard]) for p in platforms)


def _held(platform: Platform) -> list[Codec]:
    return [replace(c, hold=True) for c in platform.made.codecs if c.hold]


def _of(platform: Platform, measured: Measured, heard: list[Heard]) -> Outlook:
    turned_db, short_db = turned(platform, measured)
    ceiling_dbtp = platform.peak.ceiling_at(measured.loudness_lufs)
    highest_dbtp = max(measured.true_peak_dbtp, *(h.true_peak_dbtp for h in heard), -200.0)
    return Outlook(
        platform=platform,
        measured=measured,
        turned_db=turned_db,
        plays_at_lufs=measured.loudness_lufs + turned_db,
        short_db=short_db,
        ceiling_dbtp=ceiling_dbtp,
        heard=tuple(heard),
        over_db=highest_dbtp - ceiling_dbtp,
    )


def turned(platform: Platform, measured: Measured) -> tuple[float, float]:
    """Return by how much a platform turns a file, and how much more it would if peaks let it."""
    rules = platform.loudness
    if rules.target_lufs is None:
        return 0.0, 0.0
    wanted_db = rules.target_lufs - measured.loudness_lufs
    if wanted_db <= 0.0:
        return (wanted_db if rules.turns_down else 0.0), 0.0
    if not rules.turns_up:
        return 0.0, 0.0
    room_db = max(0.0, rules.up_to_dbtp - measured.true_peak_dbtp)
    return min(wanted_db, room_db), max(0.0, wanted_db - room_db)
