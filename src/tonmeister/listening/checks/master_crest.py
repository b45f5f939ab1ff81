"""Hear a master that was pressed harder than its genre is."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.bands import loudness_lufs, whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding

SLACK_DB = 0.5


@check(
    "master/crest",
    title="Pressed master",
    hears="true peak over loudness, against the genre",
    matters="loudness is bought with the front of every stroke",
    by_ear="the drums get smaller when the chorus comes",
    source="released songs by loudness (phaselimiter analysis data, MIT), through the genre",
    fix="drive the limiter less and let the master be softer; players turn it down anyway",
    when="mix",
)
def crest(heard: Heard) -> Iterator[Finding]:
    """Find a master with less peak over its loudness than records of the kind."""
    expected = heard.genre.expected.get("dynamics.peak_to_loudness_db")
    if heard.mastered is None or expected is None:
        return
    facts = heard.mastered.facts
    peak = facts.get("true_peak_dbtp", facts.get("sample_peak_dbfs"))
    loud = loudness_lufs(heard.mastered.k_power)
    if peak is None or loud <= -70.0:
        return
    value = peak - loud
    if value < expected.low - SLACK_DB:
        yield found(
            "Master",
            whole(heard.song.length_s),
            crest_db=value,
            usual_low_db=expected.low,
            under_db=expected.low - value,
            source=expected.source,
        )
