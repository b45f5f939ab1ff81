"""Hear one strip cover another."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.knowledge.placement import placement
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.masking import masked_pairs
from tonmeister.listening.parts import excitations, parts
from tonmeister.model import Finding, Span

MOST_PAIRS = 24
MATTERS_SCORE, MATTERS_DB, MATTERS_PERCENT, OFTEN_PERCENT = 0.35, 4.0, 10.0, 25.0
"""What is worth a note in a print: a part that leads, a good piece of it, and not for a moment."""


@check(
    "masking/pair",
    title="One covers the other",
    hears="what each strip takes from each other that matters at least as much, by band and bar",
    matters="two parts in one band fight; the listener hears neither well",
    by_ear="mute the one: if the other gets clearer and not just louder, it was covered",
    source="spread of excitation and a soft signal-to-masker ratio, see masking.py",
)
def pair(heard: Heard) -> Iterator[Finding]:
    """Find who covers whom, the worst two dozen. Before a print: after a plain balance."""
    all_parts = parts(heard)
    if len(all_parts.names) < 2:
        return
    order = {
        name: placement(role).priority_score
        for name, role in zip(all_parts.names, all_parts.roles, strict=True)
    }
    priority = np.array(list(order.values()))
    pairs = masked_pairs(
        all_parts.names, all_parts.power, all_parts.active, priority, excited=excitations(heard)
    )
    for one in pairs[:MOST_PAIRS]:
        matters = (
            order[one.under] >= MATTERS_SCORE
            and one.loss_db >= MATTERS_DB
            and one.weight_percent >= MATTERS_PERCENT
            and one.masked_percent >= OFTEN_PERCENT
        )
        longest = max(one.spans, key=lambda span: span.end_s - span.start_s)
        yield found(
            one.under,
            Span(one.spans[0].start_s, one.spans[-1].end_s),
            weight="note" if heard.rendered and matters else "info",
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
