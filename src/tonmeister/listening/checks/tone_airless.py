"""Hear that the very top is missing."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check
from tonmeister.listening.heard import Heard
from tonmeister.listening.tone import strays
from tonmeister.model import Finding


@check(
    "tone/airless",
    title="No air",
    hears="above 12.2 kHz against 4.3 to 12.2 kHz, less than in 95 of 100 songs",
    matters="air makes voices near and rooms large",
    by_ear="it sounds like a cassette",
    source="5th to 95th percentile of released songs (phaselimiter analysis data, MIT)",
)
def airless(heard: Heard) -> Iterator[Finding]:
    """Hear that the very top is missing."""
    yield from strays(heard, "air", too_much=False)
