"""Hear what vanishes on one speaker."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.knowledge.corpus import corpus
from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.corpus import nine_bands, profile_db
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import playing
from tonmeister.listening.picture import fold_loss_db
from tonmeister.model import Finding

MOST_DB = 3.5
LEAST_LEVEL_DB = -18.0


@check(
    "stereo/mono_loss",
    title="Lost in mono",
    hears="how much of a strip is gone when left and right are added, by band",
    matters="phones, clubs and kitchens are mono; what cancels is not there",
    by_ear="switch to mono: the strip gets thin, hollow or disappears",
    source="unrelated sides lose 3.0 dB; more is opposite polarity",
)
def mono_loss(heard: Heard) -> Iterator[Finding]:
    """Find strips (and a print) whose sides work against each other."""
    strips = playing(heard)
    if heard.rendered:
        strips = {**strips, "Master": heard.mix}
    edges = corpus().edges_hz
    for name, features in strips.items():
        if float(features.power[1].max(initial=0.0)) <= 1e-10:
            continue
        whole_loss, each = fold_loss_db(features)
        level, _ = profile_db(features)
        bad = [b for b in range(len(each)) if each[b] > MOST_DB and level[b] > LEAST_LEVEL_DB]
        if not bad and whole_loss <= MOST_DB:
            continue
        worst = max(bad or range(len(nine_bands())), key=lambda b: each[b])
        yield found(
            name,
            whole(heard.song.length_s),
            weight="fault" if whole_loss > 6.0 else "note",
            loss_db=whole_loss,
            band_loss_db=float(each[worst]),
            low_hz=max(edges[worst], 20.0),
            high_hz=min(edges[worst + 1], 20000.0),
            bands_count=len(bad),
            usual_high_db=MOST_DB,
        )
