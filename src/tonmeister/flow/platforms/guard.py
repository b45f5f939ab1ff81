"""The guard: what is handed in, and what listeners get of it, holds its loudness and ceiling.

Peaks come back where a record is turned to another rate, rounded to fewer bits or encoded. So
what was written is read again, what listeners get of it is decoded, and while either lies over
the ceiling the limiter is lowered and all is made anew.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import soundfile as sf

from tonmeister.exchange.encode import write_final
from tonmeister.exchange.tags import Tags, replaygain
from tonmeister.flow.mastering import Measured, driven, measure
from tonmeister.flow.platforms.after_codec import Heard, after_codecs
from tonmeister.flow.platforms.at_rate import at_rate
from tonmeister.flow.platforms.honest import MOST_LOST_LU, honest, lost_lu, untouched_lufs
from tonmeister.flow.platforms.words import Words
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.knowledge.platform_targets import Platform, Shaping
from tonmeister.listening import features_of
from tonmeister.model import Decision, RecallSheet, Target
from tonmeister.producer.level import limiter_of, with_limiter
from tonmeister.producer.vinyl import vinyl_advice
from tonmeister.studio import file_source

Render = Callable[[RecallSheet, Path], Measured]
"""Renders a sheet to a 32-bit float WAV and measures it."""

GUARDS = 5
DRIVES, AGAIN = 8, 5
SILENT_LUFS = -70.0
SPARE_DB = 0.05
LOWEST_DB = 6.0
"""How far under the platform's ceiling the limiter is brought at most."""


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """What was handed to a platform, and what its listeners get.

    ``sheet`` is as it was rendered in the end; ``measured`` was read on the written file,
    ``heard`` on what came out of each codec; ``said`` is every line that had to be told.
    ``reached``: loudness within 0.2 LU of ``target`` and every ceiling held. ``proposed`` are
    moves for the master strip that would help (a cut on vinyl); nothing of them was done.
    """

    platform: Platform
    path: Path
    sheet: RecallSheet
    target: Target
    measured: Measured
    heard: tuple[Heard, ...]
    said: tuple[str, ...]
    reached: bool
    proposed: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class Over:
    """The highest peak over the ceiling, and where it was read."""

    what: str
    true_peak_dbtp: float
    over_db: float


@dataclass(frozen=True)
class Desk:
    """What all tries for one platform share."""

    platform: Platform
    render: Render
    drafts: Path
    words: Words
    shaping: Shaping | None
    tell: Teller
    side_minutes: float | None

    def deliver(
        self, sheet: RecallSheet, place: Path, tags: Tags, cover: Path | None, *, louder: bool
    ) -> Delivered:
        """Find the master, make its file and guard it, until it holds or no more can be done."""
        free_lufs = untouched_lufs(sheet, self.play) if louder else None
        sheet, played = self.drive(sheet)
        if played.loudness_lufs < SILENT_LUFS:
            raise BadWish(f"{place.name} is silent, so it has no loudness to bring to a platform")
        if free_lufs is not None:
            sheet, played = self.spare(sheet, played, free_lufs, MOST_LOST_LU)
        made = self.drafts / f"made.{self.platform.file.ending}"
        for attempt in range(1, GUARDS + 1):
            highest = self.make(made, {}, None)
            measured, heard = self.hear(made)
            over = self.over(measured, heard, sheet.target.ceiling_dbtp)
            lower = self.lower(sheet, played, over, last=attempt == GUARDS)
            if lower is None:
                break
            if free_lufs is None:
                free_lufs = untouched_lufs(sheet, self.play)
            most_lu = max(MOST_LOST_LU, lost_lu(sheet, played, free_lufs))
            sheet, played = self.spare(*self.drive(lower, AGAIN), free_lufs, most_lu)
        if highest > 1.0:
            over_full_db = 20.0 * math.log10(highest)
            self.words.say("platform/clipped", {"over_db": over_full_db}, problem=True)
        off_lu = measured.loudness_lufs - sheet.target.loudness_lufs
        if abs(off_lu) > 0.2:
            facts = {
                "off_lu": abs(off_lu),
                "loudness_lufs": measured.loudness_lufs,
                "target_lufs": sheet.target.loudness_lufs,
            }
            self.words.say("platform/missed", facts, problem=True)
        proposed = self.advise(made, sheet)
        path = self.named(place, sf.info(str(made)).samplerate)
        self.make(path, {**tags, **replaygain(measured)}, cover)
        return Delivered(
            platform=self.platform, path=path, sheet=sheet, target=sheet.target,
            measured=measured, heard=heard, said=self.words.said,
            reached=over is None and abs(off_lu) <= 0.2, proposed=proposed,
        )  # fmt: skip

    @property
    def draft(self) -> Path:
        return self.drafts / "master.wav"

    def play(self, sheet: RecallSheet) -> Measured:
        self.tell.check()
        return self.render(sheet, self.draft)

    def drive(self, sheet: RecallSheet, tries: int = DRIVES) -> tuple[RecallSheet, Measured]:
        """Search the drive that gives the loudness; the draft is then the returned sheet's."""
        sheet, measured, _ = driven(sheet, self.play, 1.0, tries)
        return sheet, measured

    def spare(
        self, sheet: RecallSheet, played: Measured, free_lufs: float, most_lu: float
    ) -> tuple[RecallSheet, Measured]:
        """Take drive and target back where the limiter would eat more of the music than it may.

        The draft that lies there must be the sheet's; in the end it is the returned one's.
        """
        lost, wanted_lufs = lost_lu(sheet, played, free_lufs), sheet.target.loudness_lufs
        spared = honest(sheet, lost, free_lufs, self.play, most_lu)
        if spared is sheet:
            return sheet, played
        at_lufs = spared.target.loudness_lufs
        facts = {"target_lufs": wanted_lufs, "lost_lu": most_lu, "at_lufs": at_lufs}
        self.words.say("platform/too_loud", facts, problem=True)
        return spared, self.play(spared)

    def make(self, path: Path, tags: Tags, cover: Path | None) -> float:
        """Write the file from the draft: rate, dither, bits; returns its highest sample."""
        source, asked = file_source(self.draft), self.platform.file
        rate_hz = asked.rate_for(source.rate_hz)
        return write_final(
            path, at_rate(source, rate_hz), rate_hz, bits=asked.bits, channels=source.channels,
            shape=self.shaping or asked.shaping, tags=tags, cover=cover,
        )  # fmt: skip

    def hear(self, made: Path) -> tuple[Measured, tuple[Heard, ...]]:
        """Read what was written, and what comes out of the platform's codecs."""
        codecs = [codec for codec in self.platform.made.codecs if codec.hold]
        heard = after_codecs(made, codecs, self.drafts, self.words.once, self.tell.check)
        return measure(file_source(made)), heard

    def over(
        self, measured: Measured, heard: tuple[Heard, ...], ceiling_dbtp: float
    ) -> Over | None:
        peaks = [("the file", measured.true_peak_dbtp)]
        peaks += [(f"what {h.codec.title} makes of it", h.true_peak_dbtp) for h in heard]
        what, peak_dbtp = max(peaks, key=lambda peak: peak[1])
        over_db = peak_dbtp - ceiling_dbtp
        return Over(what, peak_dbtp, over_db) if over_db > 0.0 else None

    def lower(
        self, sheet: RecallSheet, played: Measured, over: Over | None, *, last: bool
    ) -> RecallSheet | None:
        """Return the sheet with a lower limiter, and say so; ``None`` if this was the last try."""
        if over is None:
            return None
        ceiling_dbtp, move = sheet.target.ceiling_dbtp, limiter_of(sheet)
        facts: dict[str, float | str] = {
            "what": over.what, "true_peak_dbtp": over.true_peak_dbtp, "over_db": over.over_db,
            "ceiling_dbtp": ceiling_dbtp,
        }  # fmt: skip
        if move is None or move.hold:
            rule = "platform/no_limiter" if move is None else "platform/held"
            self.words.say(rule, facts, problem=True)
            return None
        was_dbtp = float(move.settings["ceiling_dbtp"])
        now_dbtp = round(min(was_dbtp, played.true_peak_dbtp) - over.over_db - SPARE_DB, 2)
        if last or now_dbtp < ceiling_dbtp - LOWEST_DB:
            self.words.say("platform/still_over", {**facts, "tries_count": GUARDS}, problem=True)
            return None
        moved = {"was_ceiling_dbtp": was_dbtp, "now_ceiling_dbtp": now_dbtp}
        self.words.say("platform/lowered", {**facts, **moved})
        return with_limiter(sheet, {"ceiling_dbtp": now_dbtp})

    def advise(self, made: Path, sheet: RecallSheet) -> tuple[Decision, ...]:
        """Say what a record cutter would mind, where the record is to be cut."""
        if self.platform.vinyl is None:
            return ()
        features = features_of(file_source(made))
        found = vinyl_advice(
            features, self.platform.vinyl, sheet=sheet, side_minutes=self.side_minutes
        )
        for advice in found:
            self.words.once(advice.words)
        return tuple(advice.decision for advice in found if advice.decision is not None)

    def named(self, place: Path, rate_hz: int) -> Path:
        """Return ``<name>_<platform>_<rate>k-<bits>.<ending>``."""
        asked = self.platform.file
        rate = f"{rate_hz / 1000:g}k-{asked.bits}"
        return place.with_name(f"{place.name}_{self.platform.name}_{rate}.{asked.ending}")
