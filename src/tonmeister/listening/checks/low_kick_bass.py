"""Hear kick and bass fight for the same place."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.bands import within
from tonmeister.listening.check import check, found
from tonmeister.listening.features import HOP_S
from tonmeister.listening.heard import Heard
from tonmeister.listening.masking import loss_db
from tonmeister.listening.parts import parts
from tonmeister.model import Finding, Span

LOW_HZ, HIGH_HZ = 35.0, 120.0
HIT_WITHIN_DB = 9.0
MOST_DB = 2.5
LEVEL_DB, RISES_DB, GONE_DB = 1.2, 1.0, 6.0
"""As strong as the strokes; more than elsewhere in the song; gone, however it is elsewhere."""
LEAST_HITS, LEAST_IN_PASSAGE = 8, 3
AROUND_S, JOIN_S, LEAST_S = 1.1, 3.0, 1.0

Times = NDArray[np.float64]


@check(
    "low/kick_bass",
    title="Kick and bass in one place",
    hears="how far the bass covers the strokes of the kick between 35 and 120 Hz",
    matters="the low end has room for one at a time; together they blur and cost loudness",
    by_ear="one cannot say if the bass plays while the kick sounds",
    fix="choose who has the bottom: cut the bass around the kick's fundamental (or the other way "
    "round), or let a ducker below 120 Hz, keyed by the kick, make the room stroke by stroke",
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
    hits[1:] &= level[1:] > level[:-1]
    hits[:-1] &= level[:-1] >= level[1:]
    hits &= all_parts.active[basses].any(axis=0)
    if hits.sum() < LEAST_HITS:
        return
    lost = loss_db(10.0 * np.log10(np.maximum(bass[hits], 1e-12)) - level[hits])
    at_s = np.asarray(np.flatnonzero(hits) * HOP_S, np.float64)
    spans: tuple[Span, ...] = ()
    if heard.rendered:
        edge = max(LEVEL_DB, min(float(np.median(lost)) + RISES_DB, GONE_DB))
        spans = _passages(at_s, lost, edge)
    wrong = bool(spans)
    if not spans and float(lost.mean()) > MOST_DB:
        spans = (Span(float(at_s[0]), float(at_s[-1]) + HOP_S),)
    names = [all_parts.names[row] for row in basses]
    for where in spans:
        inside = (at_s >= where.start_s - 1e-9) & (at_s < where.end_s)
        rest = lost[~inside]
        yield found(
            all_parts.names[kicks[0]],
            where,
            weight="note" if wrong else "info",
            confidence=0.8 if heard.rendered else 0.6,
            share={name: 1.0 / len(names) for name in names},
            by=names[0],
            loss_db=float(lost[inside].mean()),
            usual_db=float(np.median(rest)) if rest.size else MOST_DB,
            usual_high_db=MOST_DB,
            low_hz=LOW_HZ,
            high_hz=HIGH_HZ,
            strokes_percent=100.0 * float((lost[inside] > MOST_DB).mean()),
            bars=heard.song.bars(where),
        )


def _passages(at_s: Times, lost: NDArray[np.float32], edge: float) -> tuple[Span, ...]:
    """Return where strokes go under: the mean of those within a second and a half lies over it."""
    near = np.abs(at_s[:, None] - at_s[None, :]) <= AROUND_S
    held = (near * lost).sum(axis=1) / near.sum(axis=1)
    runs: list[list[int]] = []
    for i in np.flatnonzero(held > edge):
        if runs and at_s[i] - at_s[runs[-1][-1]] <= JOIN_S:
            runs[-1].append(int(i))
        else:
            runs.append([int(i)])
    return tuple(
        Span(float(at_s[run[0]]), float(at_s[run[-1]]) + HOP_S)
        for run in runs
        if len(run) >= LEAST_IN_PASSAGE and at_s[run[-1]] - at_s[run[0]] >= LEAST_S
    )
