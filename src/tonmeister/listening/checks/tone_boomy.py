"""Hear a low end that runs the song."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check
from tonmeister.listening.heard import Heard
from tonmeister.listening.tone import strays
from tonmeister.model import Finding


@check(
    "tone/boomy",
    title="Boomy",
    hears="below 148 Hz against 148 to 795 Hz, more than in 95 of 100 songs",
    matters="the boom fills small rooms and eats the loudness of the master",
    by_ear="notes of the bass differ in strength; the room hums along",
    source="5th to 95th percentile of released songs (phaselimiter analysis data, MIT)",
)
def boomy(heard: Heard) -> Iterator[Finding]:
    """Hear a low end that runs the song."""
    yield from strays(heard, "boom", too_much=True)
