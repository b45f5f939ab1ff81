"""Whether held notes shake, how fast and how far."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.listening.takes.criteria.declare import Mark, criterion
from tonmeister.listening.takes.criteria.evidence import Evidence


@criterion(
    "vibrato",
    title="Vibrato",
    hears="the regular shake of held notes: on how much of them, how fast, how far to each side",
    matters="it belongs to the expression; too slow or too wide it sounds tired",
    source="5.5 to 8 Hz is usual: Prame, J. Acoust. Soc. Am. 96, 1994",
    kinds=("voice",),
)
def vibrato(known: Evidence) -> Iterator[Mark]:
    """Measure the vibrato of the held notes of each phrase."""
    for row, number, phrase in known.phrases():
        notes = slice(*phrase.notes)
        rate, swing = known.sung.vibrato_hz[row, notes], known.sung.vibrato_cents[row, notes]
        held = np.isfinite(rate)
        if not held.any():
            continue
        shaken = held & (rate > 0.0)
        length = known.lengths_s[notes]
        facts = {"vibrato_percent": 100.0 * float(length[shaken].sum() / length[held].sum())}
        if shaken.any():
            facts["vibrato_hz"] = float(np.median(rate[shaken]))
            facts["vibrato_cents"] = float(np.median(swing[shaken]))
        yield Mark(take=number, phrase=phrase.number, facts=facts)
