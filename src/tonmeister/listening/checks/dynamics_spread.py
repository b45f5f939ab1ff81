"""Hear a part that does not keep its place."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tonmeister.knowledge.placement import placement
from tonmeister.listening.bands import blocks, db, whole
from tonmeister.listening.check import check, found
from tonmeister.listening.features import TrackFeatures
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import playing
from tonmeister.model import Finding

LEAST_BLOCKS = 20
ONE_DRUM = ("kick", "snare", "tom")
"""Where each stroke should be like the last; a whole kit has loud and soft drums."""

SLACK_DB = 1.0
FAR_DB = 4.0
HIT_WITHIN_DB = 24.0
TAIL_DB = 24.0
"""What lies further under the loud moments is a tail or a breath, not playing."""


def loud_and_soft_db(features: TrackFeatures, *, strokes: bool) -> NDArray[np.float64]:
    """Return the levels to compare: of each stroke's peak, or of blocks of 0.4 s while playing."""
    if strokes:
        peak_db = 2.0 * db(features.peak)
        top = np.percentile(peak_db[features.active], 99) if features.active.any() else 0.0
        inner = peak_db[1:-1]
        tops = (inner > peak_db[:-2]) & (inner >= peak_db[2:]) & (inner > top - HIT_WITHIN_DB)
        return inner[tops]
    level = db(blocks(features.left_right.mean(axis=0)))
    count = min(level.shape[0], features.active.shape[0])
    sounding = level[:count][blocks(features.active.astype(np.float64))[:count] > 0.95]
    if sounding.size == 0:
        return sounding
    return sounding[sounding > np.percentile(sounding, 95) - TAIL_DB]


@check(
    "dynamics/spread",
    title="Uneven level",
    hears="loud against soft moments of a track while it plays (95th over 10th percentile)",
    matters="what moves more than its role can carry is too loud here and lost there",
    by_ear="one wants to hold the fader by hand",
    source="what a role carries: balance.toml; the genre's own range",
)
def spread(heard: Heard) -> Iterator[Finding]:
    """Find tracks whose level moves more than their role and genre want."""
    expected = heard.genre.expected.get("dynamics.spread_db")
    for name, features in playing(heard).items():
        role = placement(heard.roles[name])
        strokes = heard.roles[name] in ONE_DRUM
        levels = loud_and_soft_db(features, strokes=strokes)
        if len(levels) < LEAST_BLOCKS:
            continue
        soft, typical, loud = (float(v) for v in np.percentile(levels, [10, 50, 95]))
        wanted = max(role.spread_db, expected.low if expected is not None else 0.0)
        over = loud - soft - wanted
        if over <= SLACK_DB:
            continue
        yield found(
            name,
            whole(heard.song.length_s),
            weight="note" if over > FAR_DB else "info",
            confidence=0.8,
            spread_db=loud - soft,
            usual_high_db=wanted,
            over_db=over,
            loud_dbfs=loud,
            typical_dbfs=typical,
            soft_dbfs=soft,
            plays="strokes" if strokes else "line",
            source=expected.source if expected is not None else "balance.toml",
        )
