"""Hear the sound of a cardboard box."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check
from tonmeister.listening.heard import Heard
from tonmeister.listening.tone import strays
from tonmeister.listening.tone_local import here
from tonmeister.model import Finding


@check(
    "tone/boxy",
    title="Boxy",
    hears=(
        "392 to 795 Hz against both neighbours, more than in 95 of 100 songs; or than "
        "elsewhere in it"
    ),
    matters="small rooms and close microphones leave it, and it makes all alike",
    by_ear="it sounds like a cupboard: cut 500 Hz and the walls move away",
    source="5th to 95th percentile of released songs (phaselimiter analysis data, MIT)",
    fix=(
        "turn 400 to 700 Hz down by 2 to 4 dB on drums and close microphones; a narrower bell "
        "on the worst of them"
    ),
)
def boxy(heard: Heard) -> Iterator[Finding]:
    """Hear the sound of a cardboard box."""
    yield from here(heard, "boxy")
    yield from strays(heard, "box", too_much=True)
