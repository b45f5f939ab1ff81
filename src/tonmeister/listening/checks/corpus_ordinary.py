"""Hear how ordinary the record measures among released ones."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.knowledge.corpus import corpus
from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.corpus import BandPlace, corpus_score
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding
from tonmeister.units import say


@check(
    "corpus/ordinary",
    title="Among released records",
    hears="nine bands of level and of width against released songs of the same loudness",
    matters="few records measure like an extreme one; that can be its charm, or an accident",
    by_ear="play it between two released songs of its kind, at one loudness",
    source="567 released recordings analysed by phaselimiter (MIT), 5th to 95th percentile of the "
    "loudness group; the score is explained in corpus.py",
    fix="nothing by itself: look at the bands named, and ask whether they were meant; the checks "
    "of tone and stereo say what would bring them back",
    when="file",
)
def ordinary(heard: Heard) -> Iterator[Finding]:
    """Say how ordinary tone and width are, and which bands lie outside. A fact, never a fault."""
    if float(heard.outcome.k_power.max(initial=0.0)) <= 1e-9:
        return
    score = corpus_score(heard.outcome)
    outside = score.outside
    yield found(
        "Master",
        whole(heard.song.length_s),
        weight="info",
        confidence=0.6,
        ordinary_score=score.score,
        tone_score=score.tone_score,
        width_score=score.width_score,
        tone_distance_db=score.tone_distance_db,
        outside_count=len(outside),
        outside="; ".join(_told(place) for place in outside) or "none",
        group=score.group,
        songs_count=score.songs_count,
        source=corpus().source,
    )


def _told(place: BandPlace) -> str:
    """Write one number that lies outside: which, where, and by how much."""
    return (
        f"{place.what} {say('low_hz', place.low_hz)} to {say('high_hz', place.high_hz)} by "
        f"{place.outside_db:+.1f} dB"
    )
