"""Hear what a master loses on one speaker."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.knowledge.corpus import corpus
from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import genre_group
from tonmeister.listening.picture import fold_loss_db
from tonmeister.model import Finding

WIDE_BANDS = slice(2, 7)
"""395 Hz to 7.3 kHz: what a phone plays."""


@check(
    "master/mono",
    title="Mono loss of the master",
    hears="the K-weighted power that is gone when both sides are added",
    matters="on a phone the record must still be the same song",
    by_ear="switch to mono: who got softer?",
    source="95th percentile of side to middle in released songs (phaselimiter data, MIT)",
    fix="bring the band that loses most to the middle, or turn the side down there",
    when="mix",
)
def mono(heard: Heard) -> Iterator[Finding]:
    """Find a master that shrinks in mono, and the band that loses most."""
    if heard.mastered is None:
        return
    loss, each = fold_loss_db(heard.mastered)
    widest = float(np.median([row[4] for row in genre_group(heard).side_mid_db[WIDE_BANDS]]))
    most = 10.0 * float(np.log10(1.0 + 10.0 ** (widest / 10.0)))
    if loss <= most:
        return
    worst, edges = int(each.argmax()), corpus().edges_hz
    yield found(
        "Master",
        whole(heard.song.length_s),
        weight="fault" if loss > 3.5 else "note",
        loss_db=loss,
        usual_high_db=most,
        band_loss_db=float(each[worst]),
        low_hz=max(edges[worst], 20.0),
        high_hz=min(edges[worst + 1], 20000.0),
    )
