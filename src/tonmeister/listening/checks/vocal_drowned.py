"""Hear a voice that drowns in its own reverb."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import playing
from tonmeister.listening.trails import WINDOW_S, trails
from tonmeister.listening.vocals import runs
from tonmeister.model import Finding, Span

MOST_DB = -11.0
LEAST_S = 3.5


@check(
    "vocal/drowned",
    title="Vocal in too much reverb",
    hears="how deep the gaps of the lead vocal are against a trail of what was sung just before",
    matters="a return as loud as the voice takes the words and moves the singer to the back",
    by_ear="one hears the end of each word while the next is sung",
    source="disliked when the return is as loud as the dry sound, liked 9 LU under it (Pestana & "
    "Reiss 2014, in Sage Audio, Testing new academic research); the measure is ours, see trails.py",
    fix="turn the return down or shorten it, give it 40 ms or more of pre-delay, cut it below "
    "250 Hz and above 6 kHz; or duck it while the voice sings",
)
def drowned(heard: Heard) -> Iterator[Finding]:
    """Find stretches of the lead vocal whose gaps are filled with its own trail."""
    for name, features in playing(heard).items():
        if heard.roles[name] != "lead vocal":
            continue
        at_s, level = trails(features)
        usual = float(np.nanmedian(level)) if np.isfinite(level).any() else 0.0
        for first, last in runs(np.nan_to_num(level, nan=-99.0) > MOST_DB):
            where = Span(float(at_s[first]), float(at_s[last - 1]) + WINDOW_S)
            if where.end_s - where.start_s < LEAST_S:
                continue
            mean = float(level[first:last].mean())
            yield found(
                name,
                where,
                weight="note" if heard.rendered else "info",
                confidence=0.7,
                reverb_db=mean,
                usual_high_db=MOST_DB,
                over_db=mean - MOST_DB,
                other_lines_db=usual,
                bars=heard.song.bars(where),
            )
