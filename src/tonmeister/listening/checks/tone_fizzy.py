"""Hear hiss and fizz at the very top."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check
from tonmeister.listening.heard import Heard
from tonmeister.listening.tone import strays
from tonmeister.model import Finding


@check(
    "tone/fizzy",
    title="Fizzy",
    hears="above 12.2 kHz against 4.3 to 12.2 kHz, more than in 95 of 100 songs",
    matters="noise and distortion live there; codecs throw it away badly",
    by_ear="a rustling that stays when the music stops",
    source="5th to 95th percentile of released songs (phaselimiter analysis data, MIT)",
)
def fizzy(heard: Heard) -> Iterator[Finding]:
    """Hear hiss and fizz at the very top."""
    yield from strays(heard, "air", too_much=True)
