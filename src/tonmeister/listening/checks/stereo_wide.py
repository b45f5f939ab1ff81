"""Hear a picture wider than that of released songs."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.check import check
from tonmeister.listening.heard import Heard
from tonmeister.listening.picture import width_strays
from tonmeister.listening.picture_local import width_here
from tonmeister.model import Finding


@check(
    "stereo/wide",
    title="Very wide",
    hears="side against middle over 148 Hz: three bands over the 95th percentile, or the rest",
    matters="what is only in the side gets lost on one speaker",
    by_ear="the middle is empty and the voice has no place",
    source="95th percentile of released songs (phaselimiter analysis data, MIT)",
    fix="turn the side down with a width tool, or bring doubles and pads nearer to the middle",
    when="mix",
)
def wide(heard: Heard) -> Iterator[Finding]:
    """Hear a picture wider than that of released songs."""
    yield from width_here(heard, "wide")
    yield from width_strays(heard, sign=1.0)
