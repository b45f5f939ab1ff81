"""Hear that the very top is missing."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check
from tonmeister.listening.heard import Heard
from tonmeister.listening.tone import strays
from tonmeister.listening.tone_local import here
from tonmeister.model import Finding


@check(
    "tone/airless",
    title="No air",
    hears=(
        "above 12.2 kHz against 4.3 to 12.2 kHz, less than in 95 of 100 songs; or than "
        "elsewhere in it"
    ),
    matters="air makes voices near and rooms large",
    by_ear="it sounds like a cassette",
    source="5th to 95th percentile of released songs (phaselimiter analysis data, MIT)",
    fix=(
        "lift the top with a shelf from 10 kHz by 2 to 4 dB, if anything was recorded there; "
        "else leave it"
    ),
)
def airless(heard: Heard) -> Iterator[Finding]:
    """Hear that the very top is missing."""
    yield from here(heard, "airless")
    yield from strays(heard, "air", too_much=False)
