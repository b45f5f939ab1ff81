"""Hear a step in loudness from one section to the next."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from tonmeister.listening.bands import db1
from tonmeister.listening.check import check, found
from tonmeister.listening.features import HOP_S
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding

MOST_LU = 8.0
SILENT_LUFS = -50.0


@check(
    "form/jump",
    title="Jump between sections",
    hears="the loudness of neighbouring sections",
    matters="a jump that is not the point of the song sends the hand to the volume knob",
    by_ear="one jumps, or leans forward",
    source="8 LU: house practice",
    when="mix",
)
def jump(heard: Heard) -> Iterator[Finding]:
    """Find neighbouring sections that lie far apart."""
    levels = []
    for section in heard.song.sections:
        where = section.where
        piece = heard.mix.k_power[round(where.start_s / HOP_S) : round(where.end_s / HOP_S)]
        levels.append(db1(piece.mean()) - 0.691 if piece.size else -120.0)
    for (before, a), (after, b) in pairwise(zip(heard.song.sections, levels, strict=True)):
        if abs(b - a) > MOST_LU and min(a, b) > SILENT_LUFS:
            yield found(
                "Master",
                after.where,
                weight="info",
                confidence=min(before.confidence, after.confidence),
                jump_lu=b - a,
                usual_high_lu=MOST_LU,
                section=after.name,
                before=before.name,
            )
