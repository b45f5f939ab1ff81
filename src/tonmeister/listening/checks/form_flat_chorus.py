"""Hear a chorus that does not lift."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.bands import db1
from tonmeister.listening.check import check, found
from tonmeister.listening.features import HOP_S
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import mix_k_power
from tonmeister.model import Finding, Section

LEAST_LU = 0.5


@check(
    "form/flat_chorus",
    title="Chorus does not lift",
    hears="the loudness of each chorus against the verse before it",
    matters="the chorus is the moment the song is bought for",
    by_ear="one notices the chorus by its words only",
    fix="hold the verse back instead of pushing the chorus: one part less, narrower, half a "
    "dB down; or let something new come in with the chorus",
    source="half a loudness unit: house practice",
)
def flat_chorus(heard: Heard) -> Iterator[Finding]:
    """Find choruses that are no louder than their verse."""
    power = mix_k_power(heard)

    def loudness(section: Section) -> float:
        where = section.where
        piece = power[round(where.start_s / HOP_S) : round(where.end_s / HOP_S)]
        return db1(piece.mean()) - 0.691 if piece.size else -120.0

    verse: Section | None = None
    for section in heard.song.sections:
        kind = section.name.lower()
        if kind.startswith("verse"):
            verse = section
        if not kind.startswith("chorus") or verse is None:
            continue
        lift = loudness(section) - loudness(verse)
        if lift < LEAST_LU and loudness(section) > -70.0:
            yield found(
                "Master",
                section.where,
                weight="note" if heard.rendered else "info",
                confidence=min(section.confidence, verse.confidence),
                lift_lu=lift,
                usual_low_lu=LEAST_LU,
                section=section.name,
                bars=heard.song.bars(section.where),
            )
