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

LEAST = {"strokes": 12, "bars": 6, "line": 20}
ONE_DRUM = ("kick", "snare", "tom")
KIT = ("drums", "overheads", "drum room", "percussion", "hi-hat")
BAR_STEPS = 16
SLACK_DB = 1.0
FAR_DB = 4.0
TAIL_DB = 16.0
"""What lies further under the loud moments is a tail, a ghost note or a breath."""

Levels = NDArray[np.float64]


def strokes_db(features: TrackFeatures) -> Levels:
    """Return the peak of each stroke of one drum: every stroke should be like the last."""
    peak_db = 2.0 * db(features.peak)
    inner = peak_db[1:-1]
    return inner[(inner > peak_db[:-2]) & (inner >= peak_db[2:])]


def bars_db(features: TrackFeatures) -> Levels:
    """Return the highest peak in every 1.6 s of a kit, which has loud drums and soft ones."""
    whole_bars = features.peak.shape[0] // BAR_STEPS * BAR_STEPS
    return 2.0 * db(features.peak[:whole_bars].reshape(-1, BAR_STEPS).max(axis=1))


def line_db(features: TrackFeatures) -> Levels:
    """Return the level of blocks of 0.4 s in which a part plays throughout."""
    level = db(blocks(features.left_right.mean(axis=0)))
    on = blocks(features.active.astype(np.float64)) > 0.95
    count = min(level.shape[0], on.shape[0])
    return level[:count][on[:count]]


def loud_and_soft_db(features: TrackFeatures, role: str) -> tuple[Levels, str]:
    """Return the levels to compare, and what they are levels of."""
    if role in ONE_DRUM:
        levels, what = strokes_db(features), "strokes"
    elif role in KIT:
        levels, what = bars_db(features), "bars"
    else:
        levels, what = line_db(features), "line"
    if levels.size == 0:
        return levels, what
    return levels[levels > np.percentile(levels, 95) - TAIL_DB], what


@check(
    "dynamics/spread",
    title="Uneven level",
    hears="loud against soft moments of a track while it plays (95th over 10th percentile)",
    matters="what moves more than its role can carry is too loud here and lost there",
    by_ear="one wants to hold the fader by hand",
    source="what a role carries: balance.toml; 16 dB under the loud is no playing: house practice",
    fix="ride the fader or clip gain first, then a slow compressor of 2:1 to 3:1",
)
def spread(heard: Heard) -> Iterator[Finding]:
    """Find tracks whose level moves more than their role and genre want."""
    expected = heard.genre.expected.get("dynamics.spread_db")
    for name, features in playing(heard).items():
        role = placement(heard.roles[name])
        levels, what = loud_and_soft_db(features, heard.roles[name])
        if len(levels) < LEAST[what]:
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
            plays=what,
            source=expected.source if expected is not None else "balance.toml",
        )
