"""Hear bands of the master that lie where few records have them."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.knowledge.corpus import corpus
from tonmeister.listening.bands import loudness_lufs, whole
from tonmeister.listening.check import check, found
from tonmeister.listening.corpus import corpus_score
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding

SLACK_DB = 0.5


@check(
    "master/tone",
    title="Tone of the master",
    hears="nine bands relative to the whole, each against 5 to 95 of 100 released songs",
    matters="a record is heard between other records",
    by_ear="switch between this and three records of the kind",
    source="released songs of the same loudness (phaselimiter analysis data, MIT)",
    fix="a wide bell of 1 to 2 dB in that band, and listen to the mix before the limiter first",
    when="mix",
)
def tone(heard: Heard) -> Iterator[Finding]:
    """Find bands beyond the 5th or 95th percentile, one finding a band."""
    if heard.mastered is None or loudness_lufs(heard.mastered.k_power) <= -70.0:
        return
    score = corpus_score(heard.mastered)
    for place in score.outside:
        if place.what != "level" or abs(place.outside_db) < SLACK_DB:
            continue
        yield found(
            "Master",
            whole(heard.song.length_s),
            confidence=0.8,
            level_db=place.value_db,
            usual_low_db=place.low_db,
            usual_high_db=place.high_db,
            beyond_db=abs(place.outside_db),
            low_hz=max(place.low_hz, 20.0),
            high_hz=min(place.high_hz, 20000.0),
            direction="too much" if place.outside_db > 0 else "too little",
            songs_count=score.songs_count,
            source=corpus().source,
        )
