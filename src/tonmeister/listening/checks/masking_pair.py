"""Hear one strip cover another."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tonmeister.knowledge.placement import placement
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.masking import masked_pairs
from tonmeister.listening.masking_local import Covered, covered
from tonmeister.listening.parts import excitations, parts
from tonmeister.model import Finding, Span

MOST_PAIRS = 24
LEAST_SCORE = 0.2
"""Pads and effects may vanish: under this nobody asks who covers them."""


@check(
    "masking/pair",
    title="One covers the other",
    hears="what each strip takes from each other that matters at least as much, by band and bar",
    matters="two parts in one band fight; the listener hears neither well",
    by_ear="mute the one: if the other gets clearer and not just louder, it was covered",
    source="spread of excitation and a soft signal-to-masker ratio, see masking.py",
    fix="turn the coverer down in that band while the other plays (a bell, or a ducker keyed by "
    "it), move one of them to the side, or let one play an octave away",
)
def pair(heard: Heard) -> Iterator[Finding]:
    """Find who covers whom, the worst two dozen. Before a print: after a plain balance.

    All of it are facts. In a print, a stretch in which one goes under more than elsewhere in the
    song is worth a note.
    """
    all_parts = parts(heard)
    if len(all_parts.names) < 2:
        return
    priority = np.array([placement(role).priority_score for role in all_parts.roles])
    excited = excitations(heard)
    pairs = masked_pairs(
        all_parts.names, all_parts.power, all_parts.active, priority, excited=excited
    )
    for one in pairs[:MOST_PAIRS]:
        longest = max(one.spans, key=lambda span: span.end_s - span.start_s)
        yield found(
            one.under,
            Span(one.spans[0].start_s, one.spans[-1].end_s),
            weight="info",
            confidence=0.7 if heard.rendered else 0.5,
            share={one.over: 1.0},
            by=one.over,
            loss_db=one.loss_db,
            low_hz=one.low_hz,
            high_hz=one.high_hz,
            masked_percent=one.masked_percent,
            weight_percent=one.weight_percent,
            bars=heard.song.bars(longest),
        )
    if not heard.rendered:
        return
    loud = list(covered(all_parts, excited, priority, LEAST_SCORE))
    for worst in _worst(loud, priority):
        yield found(
            all_parts.names[worst.under],
            worst.where,
            weight="note",
            confidence=0.7,
            share={all_parts.names[worst.over]: 1.0},
            by=all_parts.names[worst.over],
            loss_db=worst.loss_db,
            usual_db=worst.usual_db,
            low_hz=worst.low_hz,
            high_hz=worst.high_hz,
            masked_percent=100.0,
            weight_percent=worst.weight_percent,
            bars=heard.song.bars(worst.where),
        )


def _worst(found_: list[Covered], priority: NDArray[np.float64]) -> Iterator[Covered]:
    """Keep of each coverer at each time what it does to the part that matters most.

    Of several regions of that part, the one in which most is lost that the part has.
    """
    kept: list[Covered] = []
    for one in sorted(
        found_,
        key=lambda c: (-priority[c.under], -(c.loss_db - c.usual_db) * c.weight_percent),
    ):
        if not any(k.over == one.over and _overlap(k.where, one.where) for k in kept):
            kept.append(one)
            yield one


def _overlap(a: Span, b: Span) -> bool:
    return min(a.end_s, b.end_s) > max(a.start_s, b.start_s)
