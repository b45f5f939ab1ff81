"""The steps of cleaning one recording: each hears, decides, plays in memory, measures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from tonmeister.flow.editing.bench import Bench
from tonmeister.listening.cleaning.clicking import clicks_in
from tonmeister.listening.cleaning.clipping import clipping_in
from tonmeister.listening.cleaning.hums import hum_in
from tonmeister.listening.cleaning.running import presence_lost_db, running
from tonmeister.listening.sound_file import FileSound, walk
from tonmeister.model import Edit, EditTakenBack
from tonmeister.producer.edits.clean import CleanWish, click_edits, declip_edits, hum_edits
from tonmeister.signal import Audio, Samples, db
from tonmeister.signal.restore.hum import fit_hum, line_level_dbfs

MOST_LOST_DB = 0.5
"""More than this taken from 2 to 8 kHz where it is loud is harm."""

HUM_GAIN_DB, LEAST_CHANGE = 6.0, 1e-12


@dataclass(kw_only=True)
class Work:
    """A recording on its way: as it came, as it is now, what was done and taken back.

    ``walked`` is what the ears wrote down about ``now``; it is forgotten when that changes.
    """

    bench: Bench
    name: str
    role: str
    wish: CleanWish
    came: Samples
    now: Samples
    edits: list[Edit] = field(default_factory=list)
    taken_back: list[EditTakenBack] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _walked: FileSound | None = None

    @property
    def rate_hz(self) -> int:
        """The rate of the recording."""
        return self.bench.rate_hz

    @property
    def walked(self) -> FileSound:
        """What is known about the sound as it is now."""
        if self._walked is None:
            self._walked = walk(Audio(self.now if len(self.now) == 2 else np.vstack([self.now] * 2),
                                      self.rate_hz))  # fmt: skip
        return self._walked

    def keep(self, edits: Sequence[Edit], played: Samples) -> None:
        """Go on with what was played."""
        self.edits += edits
        self.now, self._walked = played, None

    def take_back(self, edits: Sequence[Edit], why: str) -> None:
        """Leave the sound as it was."""
        self.taken_back += [EditTakenBack(edit=edit, reason=why) for edit in edits]


def declip(work: Work) -> None:
    """Draw clipped peaks again."""
    found = clipping_in(work.now, work.rate_hz, work.walked)
    if found is None:
        return
    edits, why_not = declip_edits(work.name, found, work.now.size)
    if not edits:
        work.notes.append(f"{work.name}: {why_not}")
        return
    played = work.bench.play(work.now, edits)
    measured = []
    for edit in edits:
        where = slice(round(edit.start_s * work.rate_hz), round(edit.end_s * work.rate_hz))
        was, now = work.now[:, where], played[:, where]
        flat = int(np.sum((was >= found.ceiling) | (was <= -found.floor)))
        left = int(np.sum((np.abs(now - was) < LEAST_CHANGE) & (np.abs(was) >= min(
            found.ceiling, found.floor))))  # fmt: skip
        measured.append(
            replace(
                edit,
                before={"flat_frames": flat, "sample_peak_dbfs": db(float(np.abs(was).max()))},
                after={"flat_frames": left, "sample_peak_dbfs": db(float(np.abs(now).max()))},
            )
        )
    work.keep(measured, played)


def click(work: Work) -> None:
    """Fill in clicks."""
    found = clicks_in(work.now, work.walked)
    edits = click_edits(work.name, found, work.rate_hz, len(work.now))
    if not edits:
        return
    played = work.bench.play(work.now, edits)
    measured = []
    for edit in edits:
        first, last = round(edit.start_s * work.rate_hz), round(edit.end_s * work.rate_hz)
        where = slice(max(0, first - 3), last + 3)
        was, now = (float(np.abs(np.diff(x[:, where], 2)).max()) for x in (work.now, played))
        facts = ({"jump_dbfs": db(was)}, {"jump_dbfs": db(now)})
        measured.append(replace(edit, before=facts[0], after=facts[1]))
    work.keep(measured, played)


def hum(work: Work) -> None:
    """Follow and subtract the hum of the mains."""
    found = hum_in(work.walked.low, work.walked.low_rate_hz)
    if found is None:
        return
    edits = hum_edits(work.name, found, running(work.now, work.rate_hz))
    if not edits:
        work.notes.append(
            f"{work.name}: a hum of {found.hum_dbfs:.0f} dBFS is left alone: nobody hears it"
        )
        return
    played = work.bench.play(work.now, edits)
    measured, gains_db = [], []
    for edit in edits:
        where = slice(round(edit.start_s * work.rate_hz), round(edit.end_s * work.rate_hz))
        was, now = work.now[:, where], played[:, where]
        fit = fit_hum(was - now, work.rate_hz, found.hum_hz)
        levels = [line_level_dbfs(x, fit) for x in (was, now)]
        gains_db.append(levels[0] - levels[1])
        measured.append(
            replace(edit, before={"hum_dbfs": levels[0]}, after={"hum_dbfs": levels[1]})
        )
    _judge(work, measured, played, min(gains_db), HUM_GAIN_DB, "the hum")


def _judge(
    work: Work, edits: list[Edit], played: Samples, gain_db: float, least_db: float, what: str
) -> None:
    """Keep edits that help more than they harm."""
    lost_db = presence_lost_db(work.now, played, work.rate_hz)
    if gain_db < least_db:
        work.take_back(edits, f"{what} came down by {gain_db:.1f} dB only")
    elif lost_db > MOST_LOST_DB:
        work.take_back(edits, f"2 to 8 kHz lost {lost_db:.1f} dB where it is loud")
    else:
        work.keep(edits, played)


STEPS: dict[str, Callable[[Work], None]] = {"clipping": declip, "clicks": click, "hum": hum}
"""In the order in which the edits play."""
