"""Whether a phrase has the colour that the singer has in the other takes of it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.listening.takes.criteria.declare import Mark, criterion
from tonmeister.listening.takes.criteria.evidence import Evidence, against_median
from tonmeister.listening.takes.criteria.frames import BODY, EDGE, FLOOR

LEAST_FRAMES = 5


@criterion(
    "tone",
    title="Tone",
    hears="the edge of the sound (2.3 to 9 kHz) against its body whatever the level, and how much "
    "breath is in the tone, against the same phrase of the other takes",
    matters="a phrase of another colour does not fit in; breath grows as a voice tires",
    source="tone: house measure; breath: Boersma, Proc. IFA 17, 1993",
    kinds=("voice", "bass", "guitar", "keys", "other"),
)
def tone(known: Evidence) -> Iterator[Mark]:
    """Measure brightness and breath of each phrase against the takes' median."""
    edge = np.full((len(known.numbers), len(known.aligned.phrases)), np.nan)
    tonal = edge.copy()
    for row, column, number, phrase in known.cells():
        frames = known.frames[number]
        part = known.part_of(number, phrase)
        if part is None:
            continue
        power = frames.power[frames.part(*part)]
        if known.kind == "voice":
            power = power[frames.sung[frames.part(*part)]]
        if len(power) < LEAST_FRAMES:
            continue
        body, top = power[:, BODY].sum(axis=1), power[:, EDGE].sum(axis=1)
        edge[row, column] = np.median(10.0 * np.log10((top + FLOOR) / (body + FLOOR)))
        hnr = frames.tonal(*part)
        if hnr.size >= 3:
            tonal[row, column] = np.median(hnr)
    brighter, clearer = against_median(edge), against_median(tonal)
    for row, column, number, phrase in known.cells():
        facts = {
            "edge_db": edge[row, column],
            "brighter_db": brighter[row, column],
            "tone_off_db": abs(brighter[row, column]),
            "tone_over_breath_db": tonal[row, column],
            "breathier_db": max(0.0, -clearer[row, column]),
        }
        facts = {name: float(v) for name, v in facts.items() if np.isfinite(v)}
        if facts.keys() - {"breathier_db"}:
            yield Mark(take=number, phrase=phrase.number, facts=facts)
