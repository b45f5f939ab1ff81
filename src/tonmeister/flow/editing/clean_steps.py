"""The steps of cleaning one recording: each hears, decides, plays in memory, measures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from tonmeister.console.edits.hum import without_hum
from tonmeister.flow.editing.clean_gains import bleed, breaths, noise, pauses
from tonmeister.flow.editing.clean_work import Work
from tonmeister.listening.cleaning.clicking import clicks_in
from tonmeister.listening.cleaning.clipping import clipping_in
from tonmeister.listening.cleaning.hums import hum_in
from tonmeister.listening.cleaning.running import running
from tonmeister.producer.edits.clean import click_edits, declip_edits, hum_edits
from tonmeister.signal import db
from tonmeister.signal.restore.hum import line_level_dbfs

HUM_GAIN_DB, LEAST_CHANGE = 6.0, 1e-12
MOST_MORE_DB = 8.0
"""A hum is as loud under the music as in its pauses; what is louder is music."""


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
        where = work.part(edit)
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
    work.keep(measured, played, as_loud=True)


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
    work.keep(measured, played, as_loud=True)


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
    played = work.now.copy()
    measured, gains_db = [], []
    for edit in edits:
        where = work.part(edit)
        played[:, where], fit = without_hum(work.now[:, where], work.rate_hz, edit)
        levels = [line_level_dbfs(x[:, where], fit) for x in (work.now, played)]
        gains_db.append(levels[0] - levels[1])
        measured.append(
            replace(edit, before={"hum_dbfs": levels[0]}, after={"hum_dbfs": levels[1]})
        )
    taken = (work.now - played)[:, (work.now != played).any(axis=0)]
    more_db = db(float(np.sqrt(np.mean(taken**2)))) - found.hum_dbfs if taken.size else 0.0
    if more_db > MOST_MORE_DB:
        work.take_back(
            measured,
            f"what would go is {more_db:.0f} dB louder than the hum where nothing plays: notes at "
            "its pitches would go with it",
        )
        return
    work.judge(measured, played, min(gains_db), HUM_GAIN_DB, "the hum")


STEPS: dict[str, Callable[[Work], None]] = {
    "clipping": declip, "clicks": click, "hum": hum, "denoise": noise, "bleed": bleed,
    "silence": pauses, "breaths": breaths,
}  # fmt: skip
"""In the order in which the edits play."""
