"""Hear clicks: a few samples that do not belong to the wave around them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.sound_clicks import clicks as clicks_of
from tonmeister.listening.sound_clicks import shares
from tonmeister.listening.sound_file import file_sound
from tonmeister.listening.sound_places import around, gathered, told
from tonmeister.model import Finding

LEAST_NOTED, SURE_RATIO = 3, 8.0
MANY, LOUD_DBFS = 5, -20.0


@check(
    "file/clicks",
    title="Clicks",
    hears="samples that jump out of what the 16 before them foretell, 4.5 times as far as "
    "anything within 30 ms, and are over at once",
    matters="a click is a bad edit, a dropped clock or a scratch, and listeners hear it as damage",
    by_ear="a tick between the beats; on headphones it sits on the surface of the sound",
    source="linear prediction, Godsill & Rayner, Digital Audio Restoration, 1998, ch. 5; strokes "
    "are told apart because they go on",
    fix="zoom in at the times given: draw the sample again, or crossfade the edit over 5 ms; "
    "ticks all over the song point at the clock of the converter",
    when="file",
)
def clicks(heard: Heard) -> Iterator[Finding]:
    """Find clicks, gathered where they follow each other; drums and plucked strings are none."""
    sound = file_sound(heard)
    if sound is None:
        return
    all_of_them = clicks_of(sound)
    for group in gathered([click.at_s for click in all_of_them]):
        mine = [c for c in all_of_them if group[0] <= c.at_s <= group[-1]]
        levels = [20.0 * float(np.log10(click.level)) for click in mine]
        stands = [click.outstanding for click in mine]
        noted = len(mine) >= LEAST_NOTED or max(stands) >= SURE_RATIO
        bad = len(mine) >= MANY and np.median(stands) > SURE_RATIO and max(levels) > LOUD_DBFS
        yield found(
            "Master", around(group), weight="fault" if bad else "note" if noted else "info",
            confidence=min(1.0, max(stands) / (2.0 * SURE_RATIO) + 0.2 * (len(mine) > 1)),
            share=shares(heard.sounds, group) or None if noted else None,
            clicks_count=len(mine), highest_dbfs=max(levels), stands_out_ratio=max(stands),
            at=told(group),
        )  # fmt: skip
