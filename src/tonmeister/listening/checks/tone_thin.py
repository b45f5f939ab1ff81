"""Hear a song without a body."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check
from tonmeister.listening.heard import Heard
from tonmeister.listening.tone import strays
from tonmeister.listening.tone_local import here
from tonmeister.model import Finding


@check(
    "tone/thin",
    title="Thin, nasal",
    hears=(
        "148 to 795 Hz against 1.5 to 4.3 kHz, less than in 95 of 100 songs; or than "
        "elsewhere in it"
    ),
    matters="without low mids a song sounds small however loud it is",
    by_ear="it sounds like a phone that lies in the next room",
    source="5th to 95th percentile of released songs (phaselimiter analysis data, MIT)",
    fix=(
        "bring 150 to 400 Hz back on voice and guitars, and look for a high-pass that is set "
        "too high"
    ),
)
def thin(heard: Heard) -> Iterator[Finding]:
    """Hear a song without a body."""
    yield from here(heard, "thin")
    yield from strays(heard, "mud", too_much=False)
