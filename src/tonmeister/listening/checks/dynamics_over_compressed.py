"""Hear a stretch that was pressed flatter than the rest of the song."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.listening.check import check, found
from tonmeister.listening.dynamics_fine import fine
from tonmeister.listening.dynamics_local import crest_db, spread_db, stretches, told, twins
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding

SLACK_DB = 0.9
LEAST_DB = 0.9
STANDS_OUT = 2.0
MOST_SPREAD_DB = 4.0
WHOLE = 3


@check(
    "dynamics/over_compressed",
    title="Pressed flat",
    hears="peaks over level and loud over soft 10 ms, against like moments elsewhere in the song",
    matters="strokes lose their front, and what should be loud is only dense",
    by_ear="it seems to stand nearer, smaller and without breath; turned down it has no punch",
    source="like moments of one song compared; 2 spreads: measured on 17 clean recordings",
    fix="give the compressor a slower attack, less ratio or a higher threshold, or mix it in part",
    when="file",
)
def over_compressed(heard: Heard) -> Iterator[Finding]:
    """Find stretches of a finished mix that are flatter than the same music elsewhere."""
    twin, levels = twins(heard), fine(heard)
    if twin is None or levels is None:
        return
    crest = twin.per_moment(crest_db(levels, WHOLE))
    spread = spread_db(twin, levels, WHOLE)
    closer = np.clip(twin.off(spread), -MOST_SPREAD_DB, MOST_SPREAD_DB)
    off = -(twin.off(crest) + closer / 2.0) / 2.0
    for one in stretches(twin, off, SLACK_DB):
        if one.by < LEAST_DB or one.stands_out < STANDS_OUT:
            continue
        inside = twin.part(one.where)
        yield found(
            "Master",
            one.where,
            weight=told(heard, one, STANDS_OUT),
            loss_db=float(2.0 * one.by),
            crest_db=float(crest[inside].mean()),
            spread_db=float(spread[inside].mean()),
            bars=heard.song.bars(one.where),
        )
