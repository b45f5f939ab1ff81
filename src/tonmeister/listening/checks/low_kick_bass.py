"""Hear kick and bass fight for the same place."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.listening.bands import within
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.masking import loss_db
from tonmeister.listening.parts import parts
from tonmeister.model import Finding, Span

LOW_HZ, HIGH_HZ = 35.0, 120.0
HIT_WITHIN_DB = 9.0
MOST_DB = 2.5
LEAST_HITS = 8


@check(
    "low/kick_bass",
    title="Kick and bass in one place",
    hears="how far the bass covers the strokes of the kick between 35 and 120 Hz",
    matters="the low end has room for one at a time; together they blur and cost loudness",
    by_ear="one cannot say if the bass plays while the kick sounds",
    source="2.5 dB of loss: house practice; the measure is explained in masking.py",
)
def kick_bass(heard: Heard) -> Iterator[Finding]:
    """Find a kick that drowns in the bass. Before a print: after a plain balance."""
    all_parts = parts(heard)
    kicks = all_parts.index("kick") or all_parts.index("drums")
    basses = all_parts.index("bass")
    if not kicks or not basses:
        return
    low = within(LOW_HZ, HIGH_HZ)
    kick = np.matmul(low, all_parts.power[kicks]).sum(axis=0)
    bass = np.matmul(low, all_parts.power[basses]).sum(axis=0)
    level = 10.0 * np.log10(np.maximum(kick, 1e-12))
    hits = level > np.percentile(level, 98) - HIT_WITHIN_DB
    hits &= all_parts.active[basses].any(axis=0)
    if hits.sum() < LEAST_HITS:
        return
    lost = loss_db(10.0 * np.log10(np.maximum(bass[hits], 1e-12)) - level[hits])
    mean = float(lost.mean())
    if mean <= MOST_DB:
        return
    at = np.flatnonzero(hits) / 10.0
    where = Span(float(at[0]), float(at[-1]) + 0.1)
    names = [all_parts.names[row] for row in basses]
    yield found(
        all_parts.names[kicks[0]],
        where,
        weight="note" if heard.rendered else "info",
        confidence=0.8 if heard.rendered else 0.6,
        share={name: 1.0 / len(names) for name in names},
        by=names[0],
        loss_db=mean,
        usual_high_db=MOST_DB,
        low_hz=LOW_HZ,
        high_hz=HIGH_HZ,
        strokes_percent=100.0 * float((lost > MOST_DB).mean()),
        bars=heard.song.bars(where),
    )
