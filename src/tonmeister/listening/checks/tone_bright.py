"""Hear too much ess and cymbal."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check
from tonmeister.listening.heard import Heard
from tonmeister.listening.tone import strays
from tonmeister.model import Finding


@check(
    "tone/bright",
    title="Sibilant, bright",
    hears="7.3 to 12.2 kHz against 1.5 to 4.3 kHz, more than in 95 of 100 songs",
    matters="esses and cymbals stick out on every small speaker",
    by_ear="esses whistle; the hi-hat is nearer than the singer",
    source="5th to 95th percentile of released songs (phaselimiter analysis data, MIT)",
    fix="turn 7 to 12 kHz down by 2 dB with a shelf, or put a de-esser on voice and cymbals",
)
def bright(heard: Heard) -> Iterator[Finding]:
    """Hear too much ess and cymbal."""
    yield from strays(heard, "bright", too_much=True)
