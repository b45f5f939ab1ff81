"""Hear a step in loudness from one part of the song to the next."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from tonmeister.listening.bands import db1
from tonmeister.listening.check import check, found
from tonmeister.listening.features import HOP_S
from tonmeister.listening.heard import Heard
from tonmeister.listening.level_steps import Moved, moved
from tonmeister.model import Finding

MOST_LU = 8.0
SILENT_LUFS = -50.0
LONGEST_S, MOST_DB = 60.0, 14.0


@check(
    "form/jump",
    title="Jump between sections",
    hears="moments at which all bands step together, and the loudness of neighbouring sections",
    matters="a jump that is not the point of the song sends the hand to the volume knob",
    by_ear="one jumps, or leans forward, and nobody came in or stopped",
    source="3.5 dB common to four fifths of the third octaves, 8 LU between sections: house "
    "practice; see level_steps.py",
    fix="look for a fader, a clip gain or an edit at that moment, and take the step out of it; "
    "where the arrangement wants a step, let an instrument make it",
    when="mix",
)
def jump(heard: Heard) -> Iterator[Finding]:
    """Find stretches that were moved as a whole (a note), and sections far apart (a fact)."""
    steps = moved(heard.mix)
    for one in steps:
        yield found(
            "Master",
            one.where,
            weight="note" if _is_a_fader(one) else "info",
            confidence=0.8 if one.undone else 0.5,
            jump_lu=one.step_db,
            bars=heard.song.bars(one.where),
            how="all bands together, "
            + ("as if a fader had been moved" if _is_a_fader(one) else "as where a band comes in"),
        )
    levels = []
    for section in heard.song.sections:
        where = section.where
        piece = heard.mix.k_power[round(where.start_s / HOP_S) : round(where.end_s / HOP_S)]
        levels.append(db1(piece.mean()) - 0.691 if piece.size else -120.0)
    for (before, a), (after, b) in pairwise(zip(heard.song.sections, levels, strict=True)):
        at_s = after.where.start_s
        known = any(
            min(abs(at_s - s.where.start_s), abs(at_s - s.where.end_s)) < 2.0 for s in steps
        )
        if abs(b - a) > MOST_LU and min(a, b) > SILENT_LUFS and not known:
            yield found(
                "Master",
                after.where,
                weight="info",
                confidence=min(before.confidence, after.confidence),
                jump_lu=b - a,
                usual_high_lu=MOST_LU,
                bars=heard.song.bars(after.where),
                how=f"the step from {before.name} to {after.name}",
            )


def _is_a_fader(one: Moved) -> bool:
    """Whether a stretch came and went like a mistake: bands that come in stay, or are louder."""
    length_s = one.where.end_s - one.where.start_s
    return one.undone and length_s <= LONGEST_S and abs(one.step_db) <= MOST_DB
