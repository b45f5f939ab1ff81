"""Every phrase of every take, measured: what takes are judged by, before anybody judges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.takes.aligned import AlignedTakes
from tonmeister.listening.takes.criteria.declare import criteria
from tonmeister.listening.takes.criteria.evidence import Evidence
from tonmeister.model import Finding

Real = NDArray[np.float64]

FEW_NOTES = 2.0
CLEAN_DB = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseMeasured:
    """One phrase of one take: ``facts`` (names end in units), moments, and each of its notes.

    ``cents`` and ``late_ms`` [notes of the phrase] are nan where there is nothing to tell,
    ``lengths_s`` how long each is meant to be. ``confidence`` (0 to 1): few notes, an unclear
    pitch, noise and a doubtful alignment lower it.
    """

    facts: Mapping[str, float]
    findings: tuple[Finding, ...]
    confidence: float
    cents: Real
    late_ms: Real
    lengths_s: Real


Measured = Mapping[tuple[int, int], PhraseMeasured]
"""By number of the take and number of the phrase."""


def measure(aligned: AlignedTakes) -> Measured:
    """Ask every criterion that suits the part about every phrase of every take."""
    known = Evidence(aligned)
    facts: dict[tuple[int, int], dict[str, float]] = {}
    findings: dict[tuple[int, int], list[Finding]] = {}
    for _, number, phrase in known.phrases():
        facts[number, phrase.number], findings[number, phrase.number] = {}, []
    for one in criteria().values():
        if known.kind in one.kinds and known.numbers:
            for mark in one.run(known):
                facts[mark.take, mark.phrase].update(mark.facts)
                findings[mark.take, mark.phrase] += mark.findings
    measured = {}
    for row, number, phrase in known.phrases():
        key, notes = (number, phrase.number), slice(*phrase.notes)
        measured[key] = PhraseMeasured(
            facts=facts[key],
            findings=tuple(sorted(findings[key], key=lambda f: (f.where.start_s, f.check))),
            confidence=_confidence(known, row, notes, facts[key]),
            cents=known.sung.cents[row, notes],
            late_ms=known.late_ms[row, notes],
            lengths_s=known.lengths_s[notes],
        )
    return measured


def _confidence(known: Evidence, row: int, notes: slice, facts: Mapping[str, float]) -> float:
    """Say how far the numbers of a phrase can be trusted."""
    onsets = np.isfinite(known.onsets_s[row, notes])
    if not onsets.any():
        return 0.0
    count = float(onsets.sum())
    trust = count / (count + FEW_NOTES)
    if any(np.isfinite(n.pitch) for n in known.aligned.notes[notes]):
        clear = known.sung.clear[row, notes][onsets]
        trust *= float(np.mean(np.where(np.isfinite(clear), clear, 0.0)))
    trust *= min(1.0, facts.get("noise_under_db", CLEAN_DB) / CLEAN_DB)
    return round(trust * float(known.aligned.on_clock[known.numbers[row]].likeness_score), 3)
