"""Hear a song without a body."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check
from tonmeister.listening.heard import Heard
from tonmeister.listening.tone import strays
from tonmeister.model import Finding


@check(
    "tone/thin",
    title="Thin, nasal",
    hears="148 to 795 Hz against 1.5 to 4.3 kHz, less than in 95 of 100 songs",
    matters="without low mids a song sounds small however loud it is",
    by_ear="it sounds like a phone that lies in the next room",
    source="5th to 95th percentile of released songs (phaselimiter analysis data, MIT)",
)
def thin(heard: Heard) -> Iterator[Finding]:
    """Hear a song without a body."""
    yield from strays(heard, "mud", too_much=False)
