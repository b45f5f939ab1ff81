"""Hear lines of the lead vocal that sink under the band."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check
from tonmeister.listening.heard import Heard
from tonmeister.listening.vocals import out_of_place
from tonmeister.model import Finding


@check(
    "vocal/under",
    title="Vocal sinks",
    hears="the loudness of the lead vocal over the rest, line by line, against the genre",
    matters="the words carry the song; a listener who has to strain stops listening",
    by_ear="turn the song down until it is hardly there: the voice should be the last to go",
    fix="ride or turn the vocal up in these bars, or take down what plays with "
    "it there; if the words are still lost, look who covers them",
    source="lead-to-accompaniment ratio: Gerdes & Siedenburg, JASA-EL 3, 043201 (2023)",
)
def under(heard: Heard) -> Iterator[Finding]:
    """Find stretches where the vocal lies lower over the band than the genre keeps it."""
    yield from out_of_place(heard, under=True)
