"""Hear that the tops of the waves were bent over, at whatever level the file stands now."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.sound_file import STEP_S, file_sound
from tonmeister.listening.sound_tops import flats
from tonmeister.model import Finding

MOST_HARD = 0.5
"""Where more of the tops are flat to the sample, it is plain clipping: another check says so."""

LEAST_NOTED = 50
GROSS_RATIO, GROSS_A_SECOND = 2.5, 60.0
LIMITED_PART = 0.1


@check(
    "file/flattened",
    title="Flattened tops",
    hears="wave crests that pile up in half a decibel, with broader tops than lower crests have",
    matters="clipping turned down afterwards shows no red light; its grit is still in every peak",
    by_ear="loud notes sound papery or fried, and no fader or equaliser makes them open",
    source="crests sorted by level; 1.3 times the half decibel below, tops 1.35 times as broad: "
    "measured on 15 pieces; a limiter piles crests up as well, but leaves them their shape",
    fix="go back before the clipper or the overdriven bus and lower what goes into it; if that "
    "is gone, a de-clipper on the loud stretches",
    when="file",
)
def flattened(heard: Heard) -> Iterator[Finding]:
    """Find stretches with flattened tops; say where a limiter held the peaks instead."""
    sound = file_sound(heard)
    if sound is None:
        return
    held = []
    for flat in flats(sound):
        if not flat.bent:
            held.append(flat)
            continue
        steps = slice(round(flat.where.start_s / STEP_S), round(flat.where.end_s / STEP_S))
        if sound.hard[steps, 0].sum() > MOST_HARD * flat.tops:
            continue
        a_second = flat.tops / max(flat.where.end_s - flat.where.start_s, STEP_S)
        gross = flat.broad >= GROSS_RATIO and a_second >= GROSS_A_SECOND
        yield found(
            "Master", flat.where,
            weight="fault" if gross else "note" if flat.tops >= LEAST_NOTED else "info",
            how="bent over", ceiling_dbfs=flat.ceiling_db, tops_count=flat.tops,
            tops_a_second_count=a_second, broader_ratio=flat.broad, pile_ratio=flat.pile,
        )  # fmt: skip
    held_s = sum(flat.where.end_s - flat.where.start_s for flat in held)
    if held_s > LIMITED_PART * sound.length_s:
        worst = max(held, key=lambda flat: flat.tops)
        yield found(
            "Master", worst.where, weight="info", how="held by a limiter",
            ceiling_dbfs=worst.ceiling_db, tops_count=sum(flat.tops for flat in held),
            broader_ratio=worst.broad, pile_ratio=worst.pile,
        )  # fmt: skip
