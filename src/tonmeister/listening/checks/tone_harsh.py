"""Hear upper mids that hurt."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check
from tonmeister.listening.heard import Heard
from tonmeister.listening.tone import strays
from tonmeister.listening.tone_local import here
from tonmeister.model import Finding


@check(
    "tone/harsh",
    title="Harsh",
    hears=(
        "2.5 to 7.3 kHz against 392 Hz to 2.5 kHz, more than in 95 of 100 songs; or than "
        "elsewhere in it"
    ),
    matters="the ear is most sensitive there and tires fast",
    by_ear="one wants to turn it down after a minute",
    source="5th to 95th percentile of released songs (phaselimiter analysis data, MIT)",
    fix=(
        "turn 2.5 to 5 kHz down by 2 to 3 dB on whoever has most of it, or let a dynamic bell "
        "do it only when it bites"
    ),
)
def harsh(heard: Heard) -> Iterator[Finding]:
    """Hear upper mids that hurt."""
    yield from here(heard, "harsh")
    yield from strays(heard, "harsh", too_much=True)
