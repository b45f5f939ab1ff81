"""Hear sides that swing against each other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.knowledge.corpus import corpus
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.picture_local import side_shares, sides, span, spans
from tonmeister.model import Finding

OVER_DB = 1.5
"""Unrelated sides lie at 0 dB; so far over it they work against each other."""
LEAST_S = 1.5
FAULT_DB = 4.0


@check(
    "stereo/out_of_phase",
    title="Out of phase",
    hears="the side over the middle, moment by moment, and the band where it stands out most",
    matters="on one speaker what is out of phase is gone, and on two it has no place",
    by_ear="it seems to come from behind the head; in mono it drops away",
    source="unrelated sides lie at 0 dB; 1.5 dB over it: house practice",
    fix=(
        "turn the polarity of one side round, and look for a widener or a miswired cable "
        "on whoever has most of it"
    ),
    when="mix",
)
def out_of_phase(heard: Heard) -> Iterator[Finding]:
    """Find stretches in which the side is stronger than the middle."""
    picture, edges_hz = sides(heard), corpus().edges_hz
    ratio = picture.ratio_db(slice(None))
    for part in spans(ratio - OVER_DB, picture.on, 6.0, LEAST_S):
        mid, side = picture.mid[:, part].mean(axis=1), picture.side[:, part].mean(axis=1)
        over_db = 10.0 * float(np.log10((side.sum() + 1e-12) / (mid.sum() + 1e-12)))
        if over_db < OVER_DB:
            continue
        where = span(part)
        worst = int(np.argmax(side - mid))
        share = side_shares(heard, where)
        yield found(
            "Master",
            where,
            weight="fault" if over_db > FAULT_DB else "note",
            share=share or None,
            over_db=over_db,
            usual_high_db=0.0,
            low_hz=max(edges_hz[worst], 20.0),
            high_hz=min(edges_hz[worst + 1], 20000.0),
            bars=heard.song.bars(where),
            **({"most": next(iter(share))} if share else {}),  # type: ignore[arg-type]
        )
