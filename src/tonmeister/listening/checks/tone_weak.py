"""Hear a low end without weight."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check
from tonmeister.listening.heard import Heard
from tonmeister.listening.tone import strays
from tonmeister.model import Finding


@check(
    "tone/weak",
    title="No weight",
    hears="below 148 Hz against 148 to 795 Hz, less than in 95 of 100 songs",
    matters="the song does not move the body",
    by_ear="turn it up: it gets louder but not bigger",
    source="5th to 95th percentile of released songs (phaselimiter analysis data, MIT)",
    fix="bring kick and bass up, or lift 60 to 100 Hz by 2 dB; check that their polarities agree",
)
def weak(heard: Heard) -> Iterator[Finding]:
    """Hear a low end without weight."""
    yield from strays(heard, "boom", too_much=False)
