"""Hear the other drums in a drum's own microphone."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.listening.bands import db, whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import parts, playing
from tonmeister.model import Finding

CLOSE = ("kick", "snare", "tom")
KIT = (*CLOSE, "hi-hat", "overheads", "drum room", "drums", "percussion")
CLEAN_DB, HOPELESS_DB = 40.0, 8.0
STROKE_DB = 14.0
INAUDIBLE_DBFS = -75.0
LEAST_STROKES, LEAST_QUIET = 6, 20


@check(
    "bleed",
    title="Bleed",
    hears="what a close microphone picks up between its own strokes, against the strokes",
    matters="equaliser and compressor of this drum work on all the others, too",
    by_ear="play the track alone: the hi-hat is there",
    source="40 dB between stroke and rest: house practice",
    fix="a gate or drawn fades between the strokes; where bleed is as loud as the drum, "
    "leave it and shape the kit as one",
    when="both",
)
def bleed(heard: Heard) -> Iterator[Finding]:
    """Find close microphones with bleed, and where a gate could stand between the two."""
    if heard.rendered and not heard.sounds:
        return
    all_parts = parts(heard)
    for name, features in playing(heard).items():
        if heard.roles[name] not in CLOSE or features.peak.shape[0] < 30:
            continue
        peak_db = 2.0 * db(features.peak)
        top = float(np.percentile(peak_db[features.active], 98))
        stroke = peak_db > top - STROKE_DB
        near = stroke.copy()
        for late in (1, 2, 3, 4):
            near[late:] |= stroke[:-late]
        near[:-1] |= stroke[1:]
        others = [
            row
            for row in all_parts.index(*KIT)
            if all_parts.names[row] != name and all_parts.roles[row] != heard.roles[name]
        ]
        count = min(near.shape[0], all_parts.active.shape[1])
        rest = ~near[:count]
        if others:
            rest &= all_parts.active[others, :count].any(axis=0)
        onsets = int((np.diff(stroke.astype(np.int8)) > 0).sum())
        if onsets < LEAST_STROKES or rest.sum() < LEAST_QUIET:
            continue
        hit = float(np.median(peak_db[stroke]))
        quiet = float(np.percentile(peak_db[:count][rest], 75))
        gap = hit - quiet
        if quiet < INAUDIBLE_DBFS or gap > CLEAN_DB:
            continue
        each = all_parts.raw_k[others][:, :count][:, rest].sum(axis=1) if others else np.zeros(0)
        total = float(each.sum())
        share = (
            {all_parts.names[others[i]]: float(each[i]) / total for i in np.argsort(-each)}
            if total > 0.0
            else None
        )
        yield found(
            name,
            whole(heard.song.length_s),
            weight="info" if gap < HOPELESS_DB else "note",
            confidence=0.8 if others else 0.5,
            share=share,
            stroke_dbfs=hit,
            rest_dbfs=quiet,
            gap_db=gap,
            usual_low_db=CLEAN_DB,
            strokes_count=onsets,
            gate="no use: bleed is as loud as the strokes" if gap < HOPELESS_DB else "possible",
        )
