"""The moments of a take in words, those first that stand out most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tonmeister.knowledge.voices import voice
from tonmeister.listening.finished import ANY
from tonmeister.model import Finding, TakeScore
from tonmeister.producer.explain import hear

PLAIN = {
    "off_cents": 45.0, "off_ms": 60.0, "missing_count": 0.5, "extra_s": 0.5, "level_ratio": 6.0,
    "clipped_count": 5.0, "over_db": 15.0, "apart_ms": 30.0, "sag_cents": 40.0,
    "scoop_cents": 200.0, "unlike_db": 5.0,
}  # fmt: skip
"""So much of it stands out as much as anything else in this list."""
BESIDE = {"ceiling_dbfs": "", "held_s": "", "direction": "", "place": "", "usual_db": ""}
"""Told with a moment, but no measure of it; empty where nobody said."""


def told_moments(score: TakeScore, most: int = 8) -> list[str]:
    """Return what is heard at single places of a take, at most so many sentences, worst first."""
    found = [f for phrase in score.phrases for f in phrase.findings]
    found.sort(key=lambda f: (-stands_out(f), f.where.start_s, f.id))
    whole = (replace(f, facts={**BESIDE, **f.facts}) for f in found[:most])
    return [hear(f, voice("plain"), ANY) for f in whole]


def stands_out(finding: Finding) -> float:
    """Return how much a moment stands out; 1 is plain. What is only shown comes after it."""
    weight = {"fault": 2.0, "note": 1.0, "info": 0.25}[finding.weight]
    return weight * max(_measured(finding), default=0.0)


def _measured(finding: Finding) -> Iterator[float]:
    for name, value in finding.facts.items():
        if name in PLAIN and isinstance(value, float | int):
            yield abs(float(value)) / PLAIN[name]
