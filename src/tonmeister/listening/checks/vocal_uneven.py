"""Hear a vocal whose lines do not belong to one performance."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.vocals import bits, lead_name
from tonmeister.model import Finding, Span

USUAL_DB = 6.0
LEAST_LINES = 4


@check(
    "vocal/uneven",
    title="Uneven vocal",
    hears="how far apart the lines of the lead vocal lie over the band (10th to 90th percentile)",
    matters="a fader that is right for one line is wrong for the next",
    by_ear="the hand wants to go to the volume knob between two lines",
    source="6 dB between lines, or what the genre says: house practice",
    fix="ride the fader line by line, or level the clips before the compressor; a compressor alone "
    "hears syllables, not lines",
)
def uneven(heard: Heard) -> Iterator[Finding]:
    """Find a lead vocal whose lines lie too far apart, and name the softest and the loudest."""
    sung = bits(heard)
    if len(sung) < LEAST_LINES:
        return
    expected = heard.genre.expected.get("vocal.line_spread_db")
    usual = expected.high if expected is not None else USUAL_DB
    above = np.array([line.above_band_lu for line in sung])
    spread = float(np.subtract(*np.percentile(above, [90, 10])))
    if spread <= usual:
        return
    softest, loudest = sung[int(above.argmin())], sung[int(above.argmax())]
    yield found(
        lead_name(heard),
        Span(sung[0].where.start_s, sung[-1].where.end_s),
        spread_db=spread,
        usual_high_db=usual,
        lines_count=len(sung),
        softest_lu=float(above.min()),
        loudest_lu=float(above.max()),
        softest=str(softest.where),
        loudest=str(loudest.where),
        source=expected.source if expected is not None else "house practice",
    )
