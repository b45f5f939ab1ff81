"""Hear a hole where the body of most instruments lies."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check
from tonmeister.listening.heard import Heard
from tonmeister.listening.tone import strays
from tonmeister.listening.tone_local import here
from tonmeister.model import Finding


@check(
    "tone/hollow",
    title="Hollow",
    hears=(
        "392 to 795 Hz against both neighbours, less than in 95 of 100 songs; or than "
        "elsewhere in it"
    ),
    matters="guitars and voices lose their wood",
    by_ear="it sounds scooped: impressive alone, empty in company",
    source="5th to 95th percentile of released songs (phaselimiter analysis data, MIT)",
    fix=(
        "give 400 to 800 Hz back: take the scoop out of guitars and drums, or lift it by 2 dB "
        "on the mix"
    ),
)
def hollow(heard: Heard) -> Iterator[Finding]:
    """Hear a hole where the body of most instruments lies."""
    yield from here(heard, "hollow")
    yield from strays(heard, "box", too_much=False)
