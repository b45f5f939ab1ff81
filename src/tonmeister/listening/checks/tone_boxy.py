"""Hear the sound of a cardboard box."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check
from tonmeister.listening.heard import Heard
from tonmeister.listening.tone import strays
from tonmeister.model import Finding


@check(
    "tone/boxy",
    title="Boxy",
    hears="392 to 795 Hz against both neighbours, more than in 95 of 100 songs",
    matters="small rooms and close microphones leave it, and it makes all alike",
    by_ear="it sounds like a cupboard: cut 500 Hz and the walls move away",
    source="5th to 95th percentile of released songs (phaselimiter analysis data, MIT)",
)
def boxy(heard: Heard) -> Iterator[Finding]:
    """Hear the sound of a cardboard box."""
    yield from strays(heard, "box", too_much=True)
