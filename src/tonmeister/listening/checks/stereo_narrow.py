"""Hear a picture narrower than that of released songs."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check
from tonmeister.listening.heard import Heard
from tonmeister.listening.picture import width_strays
from tonmeister.model import Finding


@check(
    "stereo/narrow",
    title="Narrow",
    hears="side against middle in the bands over 148 Hz: three or more beyond the 5th percentile",
    matters="a wide song sounds bigger at one loudness, and leaves the middle to the voice",
    by_ear="the sound stays between the speakers like a lamp",
    source="5th percentile of released songs (phaselimiter analysis data, MIT)",
    when="mix",
)
def narrow(heard: Heard) -> Iterator[Finding]:
    """Hear a picture narrower than that of released songs."""
    yield from width_strays(heard, sign=-1.0)
