"""Hear holes: moments of digital silence inside the playing."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.features import HOP_S
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding, Span, clock


@check(
    "recording/dropouts",
    title="Dropouts",
    hears="1 to 250 ms of digital silence in the middle of sound",
    matters="a computer that could not keep up leaves clicks no mix can hide",
    by_ear="a click, as if somebody cut the tape",
    source="house practice",
    fix="use another take for the bar, or a copy of the same bar; record with a larger buffer",
    when="tracks",
)
def dropouts(heard: Heard) -> Iterator[Finding]:
    """Find recordings with holes, from the first to the last of them."""
    for name, features in heard.strips.items():
        count = features.facts.get("dropout_count", 0.0)
        if count < 1:
            continue
        places = features.places.get("dropouts", ())
        where = Span(places[0], places[-1] + HOP_S) if places else whole(heard.song.length_s)
        yield found(
            name,
            where,
            weight="fault",
            dropout_count=count,
            at=", ".join(clock(t) for t in places[:5]),
        )
