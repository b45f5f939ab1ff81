"""Hear highs that are missing."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check
from tonmeister.listening.heard import Heard
from tonmeister.listening.tone import strays
from tonmeister.model import Finding


@check(
    "tone/dark",
    title="Dark",
    hears="7.3 to 12.2 kHz against 1.5 to 4.3 kHz, less than in 95 of 100 songs",
    matters="without highs there is no detail and no space",
    by_ear="cymbals sound like paper",
    source="5th to 95th percentile of released songs (phaselimiter analysis data, MIT)",
    fix="lift the top with a shelf from 6 kHz by 2 dB; cymbals and voice first",
)
def dark(heard: Heard) -> Iterator[Finding]:
    """Hear highs that are missing."""
    yield from strays(heard, "bright", too_much=False)
