"""Hear a hole where the body of most instruments lies."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check
from tonmeister.listening.heard import Heard
from tonmeister.listening.tone import strays
from tonmeister.model import Finding


@check(
    "tone/hollow",
    title="Hollow",
    hears="392 to 795 Hz against both neighbours, less than in 95 of 100 songs",
    matters="guitars and voices lose their wood",
    by_ear="it sounds scooped: impressive alone, empty in company",
    source="5th to 95th percentile of released songs (phaselimiter analysis data, MIT)",
)
def hollow(heard: Heard) -> Iterator[Finding]:
    """Hear a hole where the body of most instruments lies."""
    yield from strays(heard, "box", too_much=False)
