"""Hear a track that brought its own room."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.bands import db, whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import playing
from tonmeister.listening.tails import decay_s
from tonmeister.model import Finding

STOPS_AT_ONCE = (
    "lead vocal", "backing vocal", "snare", "tom", "drums", "percussion", "brass", "woodwind",
)  # fmt: skip
WET_DECAY_S = 1.3
LEAST_ENDS = 6


@check(
    "space/wet",
    title="Wet",
    hears="how long a track still sounds after it stops, where the instrument itself stops at once",
    matters="a room that is in the recording cannot be taken out, and a second one on top blurs",
    by_ear="one hears the end of each line twice",
    fix="give it no second reverb; a gate or an expander shortens its tails a little, a drier take "
    "does it better",
    source="1.3 s for 60 dB: house practice",
    when="tracks",
)
def wet(heard: Heard) -> Iterator[Finding]:
    """Find voices, drums and winds with a long tail of their own."""
    for name, features in playing(heard).items():
        if heard.roles[name] not in STOPS_AT_ONCE:
            continue
        tail, ends = decay_s(features.k_power)
        if ends < LEAST_ENDS or tail < WET_DECAY_S:
            continue
        mid, side = (float(p) for p in features.power.sum(axis=(1, 2), dtype=float))
        yield found(
            name,
            whole(heard.song.length_s),
            weight="info",
            confidence=0.6,
            decay_s=tail,
            usual_high_s=WET_DECAY_S,
            endings_count=ends,
            side_mid_db=max(float(db(side)) - float(db(mid)), -60.0),
        )
