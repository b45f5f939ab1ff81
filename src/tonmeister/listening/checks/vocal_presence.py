"""Hear a voice behind a curtain, or one that bites."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tonmeister.knowledge.corpus import corpus
from tonmeister.listening.bands import db, prominent, within
from tonmeister.listening.check import check, found
from tonmeister.listening.features import HOP_S, TrackFeatures
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import playing
from tonmeister.listening.vocals import bits, lead_name, runs
from tonmeister.model import Finding, Span

LOW_HZ, HIGH_HZ = 2000.0, 8000.0
BODY_LOW_HZ, BODY_HIGH_HZ = 300.0, 1500.0
STRAYS_DB = 5.5
"""How far a stretch may lie from the other lines of the same voice."""
SPREADS = 1.25
"""And by how many of the spreads of those lines: with a voice of many colours, none is odd."""
NORMAL_MAD = 1.4826
FAR_DB = 15.0
"""How far a voice may lie from the mean of released ones: growls and whispers are wide apart."""
LEAST_BITS, LEAST_STEPS, LEAST_RUN_S = 4, 5, 1.5


@check(
    "vocal/presence",
    title="Presence of the voice",
    hears="2 to 8 kHz of the lead vocal against its body, line by line, while it sings out",
    matters="there lies what makes words clear; too little is a curtain, too much bites",
    by_ear="with too little one hears the melody and no words; with too much one turns it down",
    source="against its own other lines, and the mean vocal of MUSDB18 (FxNorm-automix, MIT); "
    "5.5 and 15 dB: house practice",
    fix="a wide bell around 3 kHz on the vocal, only in these bars; ask first what changed there: "
    "another take, another distance, an effect left on",
)
def presence(heard: Heard) -> Iterator[Finding]:
    """Find stretches whose presence is not that of the rest, or not that of a voice at all."""
    lines = bits(heard)
    if not lines:
        return
    name = lead_name(heard)
    level = _level_db(playing(heard)[name])
    values, spans = [], []
    for line in lines:
        inside = level[round(line.where.start_s / HOP_S) : round(line.where.end_s / HOP_S)]
        inside = inside[np.isfinite(inside)]
        if inside.size >= LEAST_STEPS:
            values.append(float(np.median(inside)))
            spans.append(line.where)
    if not values:
        return
    each = np.array(values)
    usual = float(np.median(each))
    kind = usual_db()
    whole = abs(usual - kind) > FAR_DB
    off = each - kind if whole else each - usual
    if not whole and each.size < LEAST_BITS:
        return
    spread_db = NORMAL_MAD * float(np.median(np.abs(each - usual)))
    edge_db = FAR_DB if whole else max(STRAYS_DB, SPREADS * spread_db)
    for sign in (-1.0, 1.0):
        for first, last in runs(off * sign > edge_db):
            if sum(s.end_s - s.start_s for s in spans[first:last]) < LEAST_RUN_S:
                continue
            where = Span(spans[first].start_s, spans[last - 1].end_s)
            mean = float(off[first:last].mean())
            yield found(
                name,
                where,
                weight="note" if heard.rendered else "info",
                confidence=0.7,
                off_db=mean,
                presence_db=float(each[first:last].mean()),
                usual_db=kind if whole else usual,
                low_hz=LOW_HZ,
                high_hz=HIGH_HZ,
                direction="too little" if mean < 0.0 else "too much",
                against="released voices" if whole else "its other lines",
                bars=heard.song.bars(where),
            )


def _level_db(features: TrackFeatures) -> NDArray[np.float64]:
    """Return presence over body at each step of 0.1 s; NaN where the voice does not sing out."""
    power = features.power[0] + features.power[1]
    level = db(within(LOW_HZ, HIGH_HZ) @ power) - db(within(BODY_LOW_HZ, BODY_HIGH_HZ) @ power)
    return np.where(prominent(features.k_power, features.active), level, np.nan)


def usual_db() -> float:
    """Return where the mean released voice lies."""
    power = 10.0 ** (np.array(corpus().kinds_db["vocals"]) / 10.0)
    high, body = within(LOW_HZ, HIGH_HZ) @ power, within(BODY_LOW_HZ, BODY_HIGH_HZ) @ power
    return float(db(high) - db(body))
