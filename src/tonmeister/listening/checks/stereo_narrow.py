"""Hear a picture narrower than that of released songs."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check
from tonmeister.listening.heard import Heard
from tonmeister.listening.picture import width_strays
from tonmeister.listening.picture_local import width_here
from tonmeister.model import Finding


@check(
    "stereo/narrow",
    title="Narrow",
    hears="side against middle over 148 Hz: three bands under the 5th percentile, or the rest",
    matters="a wide song sounds bigger at one loudness, and leaves the middle to the voice",
    by_ear="the sound stays between the speakers like a lamp",
    source="5th percentile of released songs (phaselimiter analysis data, MIT)",
    fix="pan pairs outwards, or widen pads and doubles; leave bass and voice in the middle",
    when="mix",
)
def narrow(heard: Heard) -> Iterator[Finding]:
    """Hear a picture narrower than that of released songs."""
    yield from width_here(heard, "narrow")
    yield from width_strays(heard, sign=-1.0)
