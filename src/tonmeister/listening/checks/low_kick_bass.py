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
JOIN_S, LEAST_S = 3.0, 1.0
CLEAR_PERCENT = 25
"""The strokes of a song that are heard best say how it is usually."""

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
        usual = float(np.percentile(lost, CLEAR_PERCENT))
        edge = max(LEVEL_DB, min(usual + RISES_DB, GONE_DB))
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
    """Return where strokes go under: most of each three neighbours do.

    One clear stroke in between does not end it. It begins and ends half way to the next clear one.
    """
    around = np.lib.stride_tricks.sliding_window_view(np.pad(lost, 1, mode="edge"), 3)
    runs: list[list[int]] = []
    for i in np.flatnonzero(np.median(around, axis=1) > edge):
        if runs and i - runs[-1][-1] <= 2:
            runs[-1].append(int(i))
        else:
            runs.append([int(i)])
    found_ = []
    for run in runs:
        first, last = run[0], run[-1]
        if first > 0 and lost[first - 1] > edge:
            first -= 1
        if last + 1 < lost.size and lost[last + 1] > edge:
            last += 1
        if last + 1 - first < LEAST_IN_PASSAGE or at_s[last] - at_s[first] < LEAST_S:
            continue
        before_s = min(at_s[first] - at_s[first - 1], JOIN_S) if first else 0.0
        after_s = min(at_s[last + 1] - at_s[last], JOIN_S) if last + 1 < lost.size else HOP_S
        found_.append(Span(float(at_s[first] - before_s / 2), float(at_s[last] + after_s / 2)))
    return tuple(found_)
