"""Hear hiss and fizz at the very top."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check
from tonmeister.listening.heard import Heard
from tonmeister.listening.tone import strays
from tonmeister.listening.tone_local import here
from tonmeister.model import Finding


@check(
    "tone/fizzy",
    title="Fizzy",
    hears=(
        "above 12.2 kHz against 4.3 to 12.2 kHz, more than in 95 of 100 songs; or than "
        "elsewhere in it"
    ),
    matters="noise and distortion live there; codecs throw it away badly",
    by_ear="a rustling that stays when the music stops",
    source="5th to 95th percentile of released songs (phaselimiter analysis data, MIT)",
    fix="turn the top down with a shelf from 10 kHz, and look for distortion on guitars and synths",
)
def fizzy(heard: Heard) -> Iterator[Finding]:
    """Hear hiss and fizz at the very top."""
    yield from here(heard, "fizzy")
    yield from strays(heard, "air", too_much=True)
