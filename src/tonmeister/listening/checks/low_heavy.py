"""Hear more low end than records of the kind carry."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.knowledge.corpus import corpus
from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.corpus import from_power_db, nine_bands
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import mix_power, shares
from tonmeister.listening.tone_local import group_of
from tonmeister.model import Finding

FILE_NOTE_DB = 1.5
"""A finished file may lie so far beyond before it is worth a note."""


@check(
    "low/heavy",
    title="Heavy low end",
    hears="the level below 148 Hz against the whole, more than in 95 of 100 songs",
    matters="the low end sets how loud a master can be; too much of it and all else shrinks",
    by_ear="small speakers rattle or stay silent, big ones push",
    source="95th percentile of released songs (phaselimiter analysis data, MIT)",
    fix="bring kick or bass down by 1 to 3 dB, whoever has most, or cut what lies below 35 Hz",
)
def heavy(heard: Heard) -> Iterator[Finding]:
    """Find a low end beyond that of 95 of 100 songs, and whose it is."""
    power = mix_power(heard)
    if float(power.max(initial=0.0)) < 1e-9:
        return
    level, _ = from_power_db(power)
    usual = group_of(heard).level_db[0][4]
    if level[0] <= usual:
        return
    small = heard.sound is not None and level[0] - usual < FILE_NOTE_DB
    share = shares(heard, nine_bands()[0], slice(None))
    yield found(
        "Master",
        whole(heard.song.length_s),
        weight="note" if heard.rendered and not small else "info",
        confidence=0.9 if heard.rendered else 0.5,
        share=share,
        level_db=float(level[0]),
        usual_high_db=usual,
        beyond_db=float(level[0]) - usual,
        high_hz=corpus().edges_hz[1],
        most=next(iter(share), ""),
        source=corpus().source,
    )
