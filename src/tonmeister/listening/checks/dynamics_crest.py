"""Hear peaks that stand far out of a track."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.knowledge.placement import placement
from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import playing
from tonmeister.model import Finding

MOST_DENSE_DB, MOST_HITS_DB = 20.0, 26.0


@check(
    "dynamics/crest",
    title="Spiky",
    hears="the highest peak over the usual level while playing",
    matters="a few peaks decide how loud the whole can be, and nobody hears them as loudness",
    by_ear="single clicks, plops and strokes poke the ear",
    source="tracks of finished mixes: 16.7 +-6.3 dB (MEGAMI, arXiv 2511.08040); drums: practice",
    fix="a limiter or clipper that takes only the highest peaks, or clip gain on single strokes",
)
def crest(heard: Heard) -> Iterator[Finding]:
    """Find tracks with peaks that stand further out than 9 of 10 mixed tracks have them."""
    for name, features in playing(heard).items():
        value = features.facts.get("crest_db", 0.0)
        most = MOST_HITS_DB if placement(heard.roles[name]).plays == "hits" else MOST_DENSE_DB
        if value > most:
            yield found(
                name,
                whole(heard.song.length_s),
                weight="info",
                confidence=0.7,
                crest_db=value,
                usual_high_db=most,
                over_db=value - most,
                sample_peak_dbfs=features.facts.get("sample_peak_dbfs", 0.0),
            )
