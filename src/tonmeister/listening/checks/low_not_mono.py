"""Hear a low end that does not stand in the middle."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.knowledge.corpus import corpus
from tonmeister.listening.bands import whole, within
from tonmeister.listening.check import check, found
from tonmeister.listening.corpus import profile_db
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import genre_group, playing
from tonmeister.model import Finding

LEAST_LEVEL_DB = -25.0


@check(
    "low/not_mono",
    title="Low end not in the middle",
    hears="side against middle below 148 Hz, more than in 95 of 100 songs",
    matters="in a club, on vinyl and on one speaker the difference is lost, and the bass with it",
    by_ear="switch to mono: the bass gets weaker",
    source="95th percentile of released songs (phaselimiter analysis data, MIT)",
    when="mix",
)
def not_mono(heard: Heard) -> Iterator[Finding]:
    """Find a wide low end, and whose it is."""
    level, apart = profile_db(heard.mix)
    usual = genre_group(heard).side_mid_db[0][4]
    if apart[0] <= usual or level[0] < LEAST_LEVEL_DB:
        return
    low = within(20.0, corpus().edges_hz[1])
    wide = {n: float(low @ f.power[1].mean(axis=1)) for n, f in playing(heard).items()}
    whole_side = max(sum(wide.values()), 1e-20)
    share = {n: p / whole_side for n, p in sorted(wide.items(), key=lambda item: -item[1])}
    yield found(
        "Master",
        whole(heard.song.length_s),
        share=share,
        side_mid_db=float(apart[0]),
        usual_high_db=usual,
        high_hz=corpus().edges_hz[1],
        most=next(iter(share), ""),
        source=corpus().source,
    )
