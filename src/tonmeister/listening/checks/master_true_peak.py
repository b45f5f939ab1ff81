"""Hear a master that will clip in somebody's player."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.features import HOP_S
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding, Span

TOLERANCE_DB = 0.02


@check(
    "master/true_peak",
    title="True peak over the ceiling",
    hears="the peak between the samples against the ceiling",
    matters="converters and codecs clip what lies over; shops send it back",
    by_ear="a crackle on loud hits in some players only",
    source="ITU-R BS.1770-5 annex 2; AES TD1008",
    fix="lower the ceiling of a true-peak limiter by what is over, and measure again",
    when="mix",
)
def true_peak(heard: Heard) -> Iterator[Finding]:
    """Find a master over its ceiling."""
    if heard.mastered is None or heard.ceiling_dbtp is None:
        return
    peak = heard.mastered.facts.get("true_peak_dbtp")
    if peak is None or peak <= heard.ceiling_dbtp + TOLERANCE_DB:
        return
    at_s = float(np.argmax(heard.mastered.peak)) * HOP_S if heard.mastered.peak.size else 0.0
    near = Span(at_s, at_s + HOP_S) if heard.mastered.peak.size else whole(heard.song.length_s)
    yield found(
        "Master",
        near,
        weight="fault",
        true_peak_dbtp=peak,
        ceiling_dbtp=heard.ceiling_dbtp,
        over_db=peak - heard.ceiling_dbtp,
    )
