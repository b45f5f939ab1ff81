"""Hear flat tops: the converter or the file ran out of numbers."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.features import HOP_S
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding, Span, clock

FULL_DBFS = -1.0
"""Flat tops further down may be the sound of an amplifier."""


@check(
    "recording/clipped",
    title="Clipped recording",
    hears="runs of at least three samples that stand flat at the recording's own ceiling",
    matters="the peaks are gone for good; turning the track down does not bring them back",
    by_ear="a crackle on the loudest notes, like paper on a comb",
    source="at least three flat samples: house practice",
    fix="record again with 6 dB less gain; a few short tops can be drawn again by a de-clipper",
    when="tracks",
)
def clipped(heard: Heard) -> Iterator[Finding]:
    """Find recordings with clipped peaks, from the first to the last of them."""
    for name, features in heard.strips.items():
        count = features.facts.get("clipped_count", 0.0)
        if count < 1:
            continue
        places = features.places.get("clipped", ())
        where = Span(places[0], places[-1] + HOP_S) if places else whole(heard.song.length_s)
        peak = features.facts.get("sample_peak_dbfs", 0.0)
        per_minute = 60.0 * count / max(features.length_s, 1.0)
        yield found(
            name,
            where,
            weight="fault" if per_minute >= 5.0 and peak > FULL_DBFS else "note",
            clipped_count=count,
            sample_peak_dbfs=peak,
            at=", ".join(clock(t) for t in places[:5]),
        )
