"""Hear how clear the mix is."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.clarity import clarity
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding, Span


@check(
    "clarity/mix",
    title="Clarity",
    hears="how far what strikes and what stays stand out of each other, band by band, from the mix",
    matters="a warm mix that is clear is warm, one that is not is muddy; tone alone cannot tell",
    by_ear="follow one instrument, then another, without effort",
    source="after Parker & Fenton, Appl. Sci. 11(20), 9578 (2021); what is ours stands in "
    "clarity.py. Compare it with other mixes of the same song, not with other songs",
    fix="make room before making loud: cut 150 to 400 Hz where two parts share it, shorten reverb, "
    "let one of two dense parts rest",
    when="file",
)
def mix(heard: Heard) -> Iterator[Finding]:
    """Say how clear the mix is, and where least. A fact, never a fault."""
    if heard.sound is None:
        return
    clear = clarity(heard.sound)
    if clear is None:
        return
    lowest = int(clear.over_time_percent.argmin())
    at_s = float(clear.at_s[lowest])
    yield found(
        "Master",
        whole(heard.song.length_s),
        weight="info",
        confidence=0.5,
        clarity_percent=clear.percent,
        lowest_percent=float(clear.over_time_percent[lowest]),
        highest_percent=float(clear.over_time_percent.max()),
        lowest_s=at_s,
        bars=heard.song.bars(Span(at_s, at_s + 0.5)),
        moments_count=clear.at_s.size,
    )
