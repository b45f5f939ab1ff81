"""Hear a track that stands in no room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tonmeister.knowledge.placement import placement
from tonmeister.listening.bands import db, whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import playing
from tonmeister.listening.tails import decay_s
from tonmeister.model import Finding

DRY_DECAY_S = 0.9
NARROW_DB = -18.0
LEAST_ENDS = 4


@check(
    "space/dry",
    title="Dry",
    hears="how fast a track falls silent, and how much of it is in the side",
    matters="parts that share a room sound like a band; dry ones like a collection",
    by_ear="the singer stands in a cupboard, or right on the speaker's cloth",
    fix="send it to the room that the others share; little is enough, ten dB under the dry sound",
    source="0.9 s and -18 dB side to middle: house practice",
    when="tracks",
)
def dry(heard: Heard) -> Iterator[Finding]:
    """Find tracks without a room of their own, among those that usually stand in one."""
    for name, features in playing(heard).items():
        place = placement(heard.roles[name])
        if place.room_db is None and place.plate_db is None:
            continue
        mid, side = (float(p) for p in features.power.sum(axis=(1, 2), dtype=float))
        apart = max(float(db(side)) - float(db(mid)), -60.0)
        tail, ends = decay_s(features.k_power)
        if apart > NARROW_DB or (ends >= LEAST_ENDS and tail > DRY_DECAY_S):
            continue
        told = found(
            name,
            whole(heard.song.length_s),
            weight="info",
            confidence=0.7 if ends >= LEAST_ENDS else 0.5,
            side_mid_db=apart,
            endings_count=ends,
            usual_high_s=DRY_DECAY_S,
        )
        known = {"decay_s": round(tail, 3)} if ends >= LEAST_ENDS else {}
        yield replace(told, facts={**told.facts, **known})
