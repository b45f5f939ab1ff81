"""Hear a low end that does not stand in the middle."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.knowledge.corpus import corpus
from tonmeister.listening.bands import whole, within
from tonmeister.listening.check import check, found
from tonmeister.listening.corpus import profile_db
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import playing
from tonmeister.listening.picture_local import side_shares, sides, span, spans
from tonmeister.listening.tone_local import at_an_end, group_of
from tonmeister.model import Finding

LEAST_LEVEL_DB = -25.0


LOCAL_LEAST_DB, LOCAL_MORE_DB, LOCAL_MOST_DB = -7.5, 4.0, -3.0
"""For a stretch alone: so far under the middle at least, so much over the rest of the song, and
where it is wide throughout, so near to the middle."""
LEAST_S = 2.5
WIDE_THROUGHOUT_DB, FILE_DB = -6.0, 1.5


def wide_here(heard: Heard) -> Iterator[Finding]:
    """Find stretches of a finished mix whose low end is wider than that of the rest."""
    if heard.sound is None:
        return
    picture = sides(heard)
    low = picture.mid[0] + picture.side[0]
    total = (picture.mid + picture.side).sum(axis=0)
    loud = picture.on & (low > total * 10.0 ** (LEAST_LEVEL_DB / 10.0))
    if not loud.any():
        return
    ratio = picture.ratio_db(slice(0, 1))
    usual = float(np.median(ratio[loud]))
    if usual > WIDE_THROUGHOUT_DB:
        return
    least = max(LOCAL_LEAST_DB, min(usual + LOCAL_MORE_DB, LOCAL_MOST_DB))
    for part in spans(ratio - least, loud, 6.0, LEAST_S):
        mid, side = float(picture.mid[0][part].sum()), float(picture.side[0][part].sum())
        value = 10.0 * float(np.log10((side + 1e-12) / (mid + 1e-12)))
        if value < least:
            continue
        where = span(part)
        share = side_shares(heard, where, [0])
        yield found(
            "Master",
            where,
            weight="info" if at_an_end(heard, where) else "note",
            share=share or None,
            side_mid_db=value,
            usual_high_db=least,
            rest_db=usual,
            high_hz=corpus().edges_hz[1],
            bars=heard.song.bars(where),
            **({"most": next(iter(share))} if share else {}),  # type: ignore[arg-type]
        )


@check(
    "low/not_mono",
    title="Low end not in the middle",
    hears="side against middle below 148 Hz, more than in 95 of 100 songs",
    matters="in a club, on vinyl and on one speaker the difference is lost, and the bass with it",
    by_ear="switch to mono: the bass gets weaker",
    source="95th percentile of released songs (phaselimiter analysis data, MIT)",
    fix="make it mono below 120 Hz on whoever has most of it: bass and kick in the middle",
    when="mix",
)
def not_mono(heard: Heard) -> Iterator[Finding]:
    """Find a wide low end, and whose it is."""
    stretches = tuple(wide_here(heard))
    yield from stretches
    level, apart = profile_db(heard.mix)
    usual = group_of(heard).side_mid_db[0][4]
    if apart[0] <= usual or level[0] < LEAST_LEVEL_DB or stretches:
        return
    low = within(20.0, corpus().edges_hz[1])
    wide = {n: float(low @ f.power[1].mean(axis=1)) for n, f in playing(heard).items()}
    whole_side = max(sum(wide.values()), 1e-20)
    share = {n: p / whole_side for n, p in sorted(wide.items(), key=lambda item: -item[1])}
    yield found(
        "Master",
        whole(heard.song.length_s),
        weight="info" if heard.sound is not None and apart[0] - usual < FILE_DB else "note",
        share=share or None,
        side_mid_db=float(apart[0]),
        usual_high_db=usual,
        high_hz=corpus().edges_hz[1],
        **({"most": next(iter(share))} if share else {}),  # type: ignore[arg-type]
        source=corpus().source,
    )
