"""Hear holes in the sound, and buffers that were played twice."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.sound_file import file_sound
from tonmeister.listening.sound_holes import holes
from tonmeister.listening.sound_places import around, gathered, told
from tonmeister.model import Finding

RHYTHM = 30
"""So many holes all over a song, each longer than 20 ms, are an effect, not an accident."""

LONG_MS = 20.0


@check(
    "file/dropouts",
    title="Dropouts",
    hears="1 to 250 ms of nothing between sound and sound, on one side or both, and stretches "
    "that repeat the one before sample for sample",
    matters="a computer that could not keep up leaves holes that every listener hears",
    by_ear="a short gap or a stutter, often with a tick at both ends",
    source="house practice; buffers of 64 to 4096 frames and their kin",
    fix="bounce again with a larger buffer, or offline; a single hole can be bridged by a copy "
    "of the bar before",
    when="file",
)
def dropouts(heard: Heard) -> Iterator[Finding]:
    """Find holes and repeats, gathered where they follow each other."""
    sound = file_sound(heard)
    if sound is None:
        return
    gaps = holes(sound)
    music = len([g for g in gaps if g.length_ms > LONG_MS]) >= RHYTHM
    for group in gathered([gap.at_s for gap in gaps]):
        mine = [gap for gap in gaps if group[0] <= gap.at_s <= group[-1]]
        sides = {gap.side for gap in mine}
        yield found(
            "Master", around(group), weight="note" if music else "fault", how="holes",
            dropouts_count=len(mine), longest_ms=max(gap.length_ms for gap in mine),
            side=sides.pop() if len(sides) == 1 else "both", at=told(group),
        )  # fmt: skip
    for group in gathered([at_s for at_s, _ in sound.repeats]):
        lengths = [ms for at_s, ms in sound.repeats if group[0] <= at_s <= group[-1]]
        yield found(
            "Master", around(group), weight="fault", how="repeats",
            dropouts_count=len(lengths), longest_ms=max(lengths), side="both", at=told(group),
        )  # fmt: skip
