"""Hear lines of the lead vocal that stand before the band instead of in it."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check
from tonmeister.listening.heard import Heard
from tonmeister.listening.vocals import out_of_place
from tonmeister.model import Finding


@check(
    "vocal/over",
    title="Vocal stands before the band",
    hears="the loudness of the lead vocal over the rest, line by line, against the genre",
    matters="a voice too far in front makes the band small, and every flaw of it is heard",
    by_ear="it sounds like somebody singing along to a record",
    fix="turn the vocal down in these bars, or bring the band up behind it; a "
    "short delay or a touch of the band's room also moves it back",
    source="lead-to-accompaniment ratio: Gerdes & Siedenburg, JASA-EL 3, 043201 (2023)",
)
def over(heard: Heard) -> Iterator[Finding]:
    """Find stretches where the vocal lies higher over the band than the genre keeps it."""
    yield from out_of_place(heard, under=False)
