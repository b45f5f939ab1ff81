"""Hear a print that ran into full scale."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.features import HOP_S
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding, Span, clock

FULL_DBFS = -0.01


@check(
    "print/clipped",
    title="Clipped print",
    hears="flat tops and samples at full scale, in the mix and in the master",
    matters="clipping is a sound; it should be there because somebody wanted it",
    by_ear="crackle on loud strokes, grit on the bass",
    source="at least three flat samples: house practice",
    fix="lower the mix bus by the overs and print again; let the limiter hold the peaks",
    when="mix",
)
def clipped(heard: Heard) -> Iterator[Finding]:
    """Find prints that reach full scale. A mix in floating point may stand over it unharmed."""
    for what, features in (("mix", heard.mix), ("master", heard.mastered)):
        if features is None:
            continue
        count = features.facts.get("clipped_count", 0.0)
        peak = features.facts.get("sample_peak_dbfs", -99.0)
        if count < 1 or peak < FULL_DBFS:
            continue
        places = features.places.get("clipped", ())
        where = Span(places[0], places[-1] + HOP_S) if places else whole(heard.song.length_s)
        yield found(
            "Master",
            where,
            weight="fault" if what == "master" else "note",
            clipped_count=count,
            sample_peak_dbfs=peak,
            what=what,
            at=", ".join(clock(t) for t in places[:5]),
        )
