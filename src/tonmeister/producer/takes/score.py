"""What each take is worth, phrase by phrase, and which of them the measures cannot tell apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from tonmeister.knowledge.take_weights import TakeCost, take_costs
from tonmeister.listening.takes.aligned import AlignedTakes
from tonmeister.listening.takes.measured import Measured, PhraseMeasured, measure
from tonmeister.model import PhraseScore, TakeScore
from tonmeister.producer.takes.ties import ties


def score_takes(
    aligned: AlignedTakes, measured: Measured | None = None, *, genre: str | None
) -> tuple[TakeScore, ...]:
    """Give every phrase of every take its marks, best take first.

    ``measured`` saves measuring again. A take's cost is that of its phrases, each by its length.
    Takes whose difference changes its sign when other notes are drawn are tied (see ``ties``).
    Raises ``UnknownGenre``.
    """
    costs = take_costs(genre, aligned.part.kind)
    known = measure(aligned) if measured is None else measured
    found: dict[int, tuple[PhraseScore, ...]] = {}
    for number in sorted(aligned.heard):
        found[number] = tuple(
            _phrase(number, phrase.number, known[number, phrase.number], costs)
            for phrase in aligned.phrases
        )
    lengths = [_length_s(aligned, i) for i in range(len(aligned.phrases))]
    tied = ties(known, found, lengths, costs)
    takes = [_take(number, rows, lengths, tied[number]) for number, rows in found.items()]
    takes.sort(key=lambda take: (take.cost_score, take.take))
    return tuple(_ranked(takes))


def _phrase(
    take: int, phrase: int, known: PhraseMeasured, costs: Sequence[TakeCost]
) -> PhraseScore:
    each = {cost.name: round(value, 4) for cost in costs if (value := cost.of(known.facts)) > 0.0}
    return PhraseScore(
        take=take, phrase=phrase, facts={k: round(v, 3) for k, v in known.facts.items()},
        costs=each, cost_score=round(sum(each.values()), 4), confidence=known.confidence,
        findings=known.findings,
    )  # fmt: skip


def _length_s(aligned: AlignedTakes, phrase: int) -> float:
    first, past = aligned.phrases[phrase].notes
    sung = sum(n.end_s - n.start_s for n in aligned.notes[first:past])
    where = aligned.phrases[phrase].where
    return max(sung if past > first else where.end_s - where.start_s, 0.01)


def _take(
    number: int, phrases: tuple[PhraseScore, ...], lengths: Sequence[float], tied: tuple[int, ...]
) -> TakeScore:
    if not phrases:
        return TakeScore(take=number, phrases=(), facts={}, cost_score=0.0, confidence=0.0)
    weight = np.array(lengths) / sum(lengths)
    cost = float(weight @ np.array([p.cost_score for p in phrases]))
    sure = float(weight @ np.array([p.confidence for p in phrases]))
    return TakeScore(
        take=number, phrases=phrases, facts=_together([p.facts for p in phrases], lengths),
        cost_score=round(cost, 4), confidence=round(sure, 3), tied_with=tied,
    )  # fmt: skip


def _together(facts: Sequence[Mapping[str, float]], lengths: Sequence[float]) -> dict[str, float]:
    """Carry the facts of phrases to the take: counts and seconds add up, the rest is averaged."""
    names = sorted({name for row in facts for name in row})
    together = {}
    for name in names:
        rows = [(row[name], s) for row, s in zip(facts, lengths, strict=True) if name in row]
        values, weights = np.array(rows).T
        adds = name.endswith("_count") or name == "extra_s"
        whole = values.sum() if adds else values @ weights / weights.sum()
        together[name] = round(float(whole), 3)
    return together


def _ranked(takes: Sequence[TakeScore]) -> list[TakeScore]:
    return [replace(take, rank=rank) for rank, take in enumerate(takes, 1)]
