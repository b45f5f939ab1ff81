"""Hear low mids that cover the rest."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check
from tonmeister.listening.heard import Heard
from tonmeister.listening.tone import strays
from tonmeister.listening.tone_local import here
from tonmeister.model import Finding


@check(
    "tone/muddy",
    title="Muddy",
    hears=(
        "148 to 795 Hz against 1.5 to 4.3 kHz, more than in 95 of 100 songs; or than "
        "elsewhere in it"
    ),
    matters="words and attacks live above the mud and drown in it",
    by_ear="cut 300 Hz by 4 dB: if the song opens instead of getting thin, it was mud",
    source="5th to 95th percentile of released songs (phaselimiter analysis data, MIT)",
    fix=(
        "turn 200 to 500 Hz down by 2 to 4 dB on whoever has most of it, guitars, keys and "
        "rooms before the voice"
    ),
)
def muddy(heard: Heard) -> Iterator[Finding]:
    """Hear low mids that cover the rest."""
    yield from here(heard, "muddy")
    yield from strays(heard, "mud", too_much=True)
