"""Hear what vanishes on one speaker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tonmeister.knowledge.corpus import corpus
from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.corpus import nine_bands, profile_db
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import playing
from tonmeister.listening.picture import fold_loss_db
from tonmeister.listening.picture_local import Sides, side_shares, sides, span, spans
from tonmeister.model import Finding

MOST_DB = 3.5
LEAST_LEVEL_DB = -18.0
LEAST_S = 2.5
LOCAL_DB = 5.5
MOST_BANDS = 5
"""More than that at once is out of phase altogether, and another check says so."""


@dataclass(frozen=True, slots=True)
class Place:
    """One of the nine bands, a stretch of steps, and what it loses there in mono."""

    band: int
    part: slice
    loss_db: float

    def shares_time(self, other: Place) -> bool:
        """Whether half of the shorter of two stretches lies in the other."""
        both = min(self.part.stop, other.part.stop) - max(self.part.start, other.part.start)
        shorter = min(p.part.stop - p.part.start for p in (self, other))
        return bool(2 * both >= shorter)


def bands_lost(heard: Heard) -> Iterator[Finding]:
    """Find stretches of a finished mix in which a band is lost in mono, neighbours together."""
    if heard.sound is None:
        return
    picture, edges = sides(heard), corpus().edges_hz
    places = sorted(_places(picture), key=lambda place: -place.loss_db)
    while places:
        worst = places[0]
        group = [place for place in places if place.shares_time(worst)]
        places = [place for place in places if not place.shares_time(worst)]
        if len(group) > MOST_BANDS:
            continue
        bands = [place.band for place in group]
        where = span(worst.part)
        share = side_shares(heard, where, bands)
        yield found(
            "Master",
            where,
            share=share or None,
            loss_db=worst.loss_db,
            band_loss_db=worst.loss_db,
            low_hz=max(edges[worst.band], 20.0),
            high_hz=min(edges[worst.band + 1], 20000.0),
            bands_count=len(bands),
            usual_high_db=MOST_DB,
            bars=heard.song.bars(where),
        )


def _places(picture: Sides) -> Iterator[Place]:
    total = (picture.mid + picture.side).sum(axis=0)
    for band in range(len(picture.mid)):
        mid = picture.mid[band]
        both = mid + picture.side[band]
        loud = picture.on & (both > total * 10.0 ** (LEAST_LEVEL_DB / 10.0))
        if not loud.any():
            continue
        loss = 10.0 * np.log10((both + 1e-12) / (mid + 1e-12))
        usual = float(np.median(loss[loud]))
        for part in spans(loss - max(MOST_DB, min(usual + 1.0, 6.0)), loud, 4.0, LEAST_S):
            inside = 10.0 * float(np.log10(both[part].sum() / max(float(mid[part].sum()), 1e-12)))
            if inside > LOCAL_DB:
                yield Place(band, part, inside)


@check(
    "stereo/mono_loss",
    title="Lost in mono",
    hears="how much of a strip is gone when left and right are added, by band",
    matters="phones, clubs and kitchens are mono; what cancels is not there",
    by_ear="switch to mono: the strip gets thin, hollow or disappears",
    source="unrelated sides lose 3.0 dB; more is opposite polarity",
    fix=(
        "turn one side's polarity round or take the widener off; bring the band to the middle "
        "with a width tool that works by band"
    ),
)
def mono_loss(heard: Heard) -> Iterator[Finding]:
    """Find strips (and a print) whose sides work against each other, and bands for a while."""
    yield from bands_lost(heard)
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
        few = heard.sound is not None and name != "Master" and whole_loss <= MOST_DB
        worst = max(bad or range(len(nine_bands())), key=lambda b: each[b])
        yield found(
            name,
            whole(heard.song.length_s),
            weight="fault" if whole_loss > 6.0 else "info" if few else "note",
            loss_db=whole_loss,
            band_loss_db=float(each[worst]),
            low_hz=max(edges[worst], 20.0),
            high_hz=min(edges[worst + 1], 20000.0),
            bands_count=len(bad),
            usual_high_db=MOST_DB,
        )
