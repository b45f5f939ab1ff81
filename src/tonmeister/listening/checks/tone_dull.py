"""Hear upper mids that are missing."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check
from tonmeister.listening.heard import Heard
from tonmeister.listening.tone import strays
from tonmeister.listening.tone_local import here
from tonmeister.model import Finding


@check(
    "tone/dull",
    title="Dull",
    hears=(
        "2.5 to 7.3 kHz against 392 Hz to 2.5 kHz, less than in 95 of 100 songs; or than "
        "elsewhere in it"
    ),
    matters="consonants, picks and sticks are what one follows a part by",
    by_ear="as if a blanket hung before the speakers",
    source="5th to 95th percentile of released songs (phaselimiter analysis data, MIT)",
    fix=(
        "lift 3 to 6 kHz by 2 to 3 dB on what should lead, and look for a low-pass or a "
        "de-esser that takes too much"
    ),
)
def dull(heard: Heard) -> Iterator[Finding]:
    """Hear upper mids that are missing."""
    yield from here(heard, "dull")
    yield from strays(heard, "harsh", too_much=False)
