"""Hear a low end that runs the song."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check
from tonmeister.listening.heard import Heard
from tonmeister.listening.tone import strays
from tonmeister.listening.tone_local import here
from tonmeister.model import Finding


@check(
    "tone/boomy",
    title="Boomy",
    hears=(
        "below 148 Hz against 148 to 795 Hz, more than in 95 of 100 songs; or than elsewhere in it"
    ),
    matters="the boom fills small rooms and eats the loudness of the master",
    by_ear="notes of the bass differ in strength; the room hums along",
    source="5th to 95th percentile of released songs (phaselimiter analysis data, MIT)",
    fix=(
        "turn 80 to 140 Hz down on the bass or the kick by 2 to 4 dB, or shorten their tails; "
        "on the master 1 to 2 dB at 100 Hz"
    ),
)
def boomy(heard: Heard) -> Iterator[Finding]:
    """Hear a low end that runs the song."""
    yield from here(heard, "boomy")
    yield from strays(heard, "boom", too_much=True)
