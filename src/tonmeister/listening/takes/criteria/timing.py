"""Whether a phrase lies ahead or behind, and how loosely it keeps its place."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.listening.takes.criteria.declare import Mark, criterion, moment
from tonmeister.listening.takes.criteria.evidence import Evidence
from tonmeister.model import Finding

PLAIN_MS, DRUMS_PLAIN_MS = 60.0, 25.0
CAP_MS = 150.0


@criterion(
    "timing",
    title="Timing",
    hears="where each note begins against the grid, the guide or the other takes: the mean says "
    "ahead or behind, the spread says loose or tight; a take without a clock is measured against "
    "the tempo it keeps itself, and said so",
    matters="behind the beat can be a feel; looseness rarely is",
    source="mean and spread apart: Butterfield, Music Perception 2010; the cap at 150 ms is ours",
)
def timing(known: Evidence) -> Iterator[Mark]:
    """Measure how late and early the notes of each phrase are."""
    for row, number, phrase in known.phrases():
        late = known.late_ms[row, slice(*phrase.notes)]
        late = np.clip(late[np.isfinite(late)], -CAP_MS, CAP_MS)
        if not late.size:
            continue
        off = float(np.mean(np.abs(late)))
        facts = {"behind_ms": float(np.mean(late)), "timing_off_ms": off}
        if number in known.clocked:
            facts["late_ms"] = float(np.mean(np.maximum(late, 0.0)))
            facts["early_ms"] = float(np.mean(np.maximum(-late, 0.0)))
        else:
            facts["own_tempo_off_ms"] = off
        if late.size > 1:
            facts["timing_loose_ms"] = float(np.std(late, ddof=1))
        yield Mark(take=number, phrase=phrase.number, facts=facts,
                   findings=tuple(_moments(known, row, phrase.notes)))  # fmt: skip


def _moments(known: Evidence, row: int, notes: tuple[int, int]) -> Iterator[Finding]:
    strip = known.aligned.heard[known.numbers[row]].take.name
    plain = DRUMS_PLAIN_MS if known.kind == "drums" else PLAIN_MS
    if known.numbers[row] not in known.clocked:
        plain *= 2.0
    for i in range(*notes):
        late = float(known.late_ms[row, i])
        if np.isfinite(late) and abs(late) > plain:
            where = known.aligned.notes[i].where
            yield moment(
                "off_time", strip, where.start_s, where.end_s, off_ms=abs(late),
                direction="late" if late > 0.0 else "early",
            )  # fmt: skip
