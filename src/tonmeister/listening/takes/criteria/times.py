"""How late or early each take begins each note."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.takes.aligned import AlignedTakes
from tonmeister.listening.takes.criteria.slow import alike, slow_curve

Real = NDArray[np.float64]

FARTHEST_MS = 250.0
"""What seems farther off is another note."""
BREATH_S, STRAY_MS = 4.0, 150.0
"""A tempo that changes over more than this is the take's own tempo."""


def clocked(aligned: AlignedTakes) -> frozenset[int]:
    """Return the takes that share one clock (a click, a band).

    Where the others keep their own tempo, the one whose clock is used for all shares it with
    nobody: it is a take without a clock as they are.
    """
    rigid = frozenset(n for n, lies in aligned.on_clock.items() if lies.rigid)
    alone = len(rigid) == 1 and len(aligned.on_clock) > 1
    return frozenset() if alone else rigid


def off_times_ms(aligned: AlignedTakes, numbers: Sequence[int]) -> Real:
    """Return how late each take begins each note [takes, notes], positive is late.

    Takes played to one clock: against it. A take with its own tempo: against the tempo it keeps
    around the note, and its rhythm against the median of such takes, since their clock is only
    that of the first of them. From three takes on, what all do alike at a note is meant (or is
    how the aligning hears that consonant) and comes off, as far as it is more than chance.
    """
    late = np.full((len(numbers), len(aligned.notes)), np.nan)
    at_s = np.array([n.start_s for n in aligned.notes])
    together = clocked(aligned)
    for k, number in enumerate(numbers):
        lies = aligned.on_clock[number]
        late[k] = lies.off_ms if number in together else _elastic(at_s, lies.onsets_s)
    free = [k for k, number in enumerate(numbers) if number not in together]
    tight = [k for k in range(len(numbers)) if k not in free]
    if tight:
        late[tight] -= alike(late[tight])[None, :]
    if free:
        late[free] -= alike(late[free], free=True)[None, :]
    return np.where(np.isfinite(late), np.clip(late, -FARTHEST_MS, FARTHEST_MS), np.nan)


def _elastic(at_s: Real, onsets_s: Real) -> Real:
    """Return how late each onset is against the tempo that the take keeps around it."""
    late = np.full(at_s.size, np.nan)
    known = np.isfinite(onsets_s)
    if known.sum() >= 4:
        own = 1000.0 * onsets_s[known]
        tempo = np.polyfit(at_s[known], own, 1)
        rest = own - np.polyval(tempo, at_s[known])
        flow = slow_curve(at_s[known], rest, np.ones(rest.size), BREATH_S, STRAY_MS)
        late[known] = rest - flow
    return late
