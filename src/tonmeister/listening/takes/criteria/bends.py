"""Scoops, bends and sag: how notes are reached and what becomes of them. Shown, not punished."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.takes.criteria.declare import Mark, criterion, moment
from tonmeister.listening.takes.criteria.evidence import Evidence
from tonmeister.model import Finding

SCOOP_CENTS, SAG_CENTS_S, SAG_CENTS = 120.0, 40.0, 25.0


@criterion(
    "bends",
    title="Scoops, bends and sag",
    hears="how far below a note the voice comes in, how far held notes are pulled, and whether "
    "they sink",
    matters="scoops and blue notes are style; a held note that sinks is breath that runs out",
    source="complaints about tuning programs that take scoops for mistakes; thresholds are ours",
    kinds=("voice",),
)
def bends(known: Evidence) -> Iterator[Mark]:
    """Measure scoops at the beginnings and slopes of held notes."""
    sung = known.sung
    for row, number, phrase in known.phrases():
        notes = slice(*phrase.notes)
        facts: dict[str, float] = {}
        for name, values in (
            ("scoop_cents", sung.scoop_cents[row, notes]),
            ("bend_cents", sung.bend_cents[row, notes]),
            ("sag_cents_s", -sung.sag_cents_s[row, notes]),
        ):
            told = values[np.isfinite(values)]
            if told.size:
                facts[name] = float(np.median(told))
        scoops = sung.scoop_cents[row, notes]
        facts["scoops_count"] = float((scoops[np.isfinite(scoops)] > SCOOP_CENTS).sum())
        yield Mark(take=number, phrase=phrase.number, facts=facts,
                   findings=tuple(_moments(known, row, phrase.notes)))  # fmt: skip


def _moments(known: Evidence, row: int, notes: tuple[int, int]) -> Iterator[Finding]:
    strip = known.aligned.heard[known.numbers[row]].take.name
    for i in range(*notes):
        where = known.aligned.notes[i].where
        scoop, sag = float(known.sung.scoop_cents[row, i]), -float(known.sung.sag_cents_s[row, i])
        if _over(scoop, SCOOP_CENTS):
            yield moment("scoop", strip, where.start_s, where.end_s, weight="info",
                         scoop_cents=scoop)  # fmt: skip
        if _over(sag, SAG_CENTS_S) and sag * (where.end_s - where.start_s) > SAG_CENTS:
            yield moment(
                "sag", strip, where.start_s, where.end_s,
                sag_cents=sag * (where.end_s - where.start_s),
                held_s=where.end_s - where.start_s,
            )  # fmt: skip


def _over(value: float | NDArray[np.float64], limit: float) -> bool:
    return bool(np.isfinite(value) and value > limit)
