"""How the tops of the waves look: cut off, bent over, or held by a limiter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.bands import stretches
from tonmeister.listening.sound_file import LADDER_DB, STEP_S, FileSound
from tonmeister.model import Span

WINDOW = 6
"""Steps looked at together: 3 s."""

PILE = 5
"""Rungs of 0.1 dB that make a pile: the highest half decibel of a window."""

THIRD = 3
"""The window's height is that of its third highest crest: two stray ones do not count."""

LEAST_TOPS = 12
PILE_RATIO, BROAD_RATIO = 1.3, 1.35
JOIN_S = 2.0


@dataclass(frozen=True, slots=True)
class Flat:
    """A stretch in which crests pile up under a ceiling.

    ``tops``: how many there are; ``pile``: how many times as many as in the half decibel below;
    ``broad``: how many times as broad their tops are as those of lower crests. A limiter turns
    whole waves down and leaves them their shape (``broad`` about 1).
    """

    where: Span
    ceiling_db: float
    tops: int
    pile: float
    broad: float

    @property
    def bent(self) -> bool:
        """Whether the waves themselves were flattened."""
        return self.broad >= BROAD_RATIO


def flats(sound: FileSound) -> tuple[Flat, ...]:
    """Return where crests pile up: flattened stretches first, then what a limiter held."""
    windows = [
        (first, flat)
        for first in range(max(1, len(sound.counts) - WINDOW + 1))
        if (flat := _window(sound, first)) is not None
    ]
    found: list[Flat] = []
    for bent in (True, False):
        on = np.zeros(len(sound.counts), bool)
        for first, flat in windows:
            if flat.bent == bent:
                on[first : first + WINDOW] |= _in_pile(sound, first, flat.ceiling_db)
        for where in stretches(on, join_s=JOIN_S, least_s=STEP_S, hop_s=STEP_S):
            mine = [f for _, f in windows if f.bent == bent and _touch(f.where, where)]
            steps = slice(round(where.start_s / STEP_S), round(where.end_s / STEP_S))
            ceiling = float(np.median([f.ceiling_db for f in mine]))
            tops = int(sound.counts[steps, _rungs(ceiling)].sum())
            if tops >= 2 * LEAST_TOPS:
                pile, broad = (float(np.median([getattr(f, k) for f in mine]))
                               for k in ("pile", "broad"))  # fmt: skip
                found.append(Flat(where, ceiling, tops, pile, broad))
    return tuple(found)


def _rungs(ceiling_db: float) -> slice:
    top = round((ceiling_db - LADDER_DB[0]) / 0.1)
    return slice(max(0, top - PILE), len(LADDER_DB))


def _in_pile(sound: FileSound, first: int, ceiling_db: float) -> NDArray[np.bool_]:
    tops = sound.counts[first : first + WINDOW, _rungs(ceiling_db)].sum(axis=1)
    return np.asarray(tops >= 2)


def _touch(a: Span, b: Span) -> bool:
    return a.start_s < b.end_s and b.start_s < a.end_s


def _window(sound: FileSound, first: int) -> Flat | None:
    """Return what piles up in 3 s, if anything does."""
    counts = sound.counts[first : first + WINDOW].sum(axis=0)
    widths = sound.widths[first : first + WINDOW].sum(axis=0)
    above = np.flatnonzero(np.cumsum(counts[::-1])[::-1] >= THIRD)
    if not above.size or above[-1] < 6 * 10:
        return None
    end = int(above[-1]) + 1
    pile, below = slice(end - PILE, None), slice(end - 2 * PILE, end - PILE)
    lower = slice(end - 60, end - 20)
    tops, others = float(counts[pile].sum()), float(counts[below].sum())
    if tops < LEAST_TOPS or tops < PILE_RATIO * (others + 1.0) or counts[lower].sum() < LEAST_TOPS:
        return None
    broad = (widths[pile].sum() / tops) / max(widths[lower].sum() / counts[lower].sum(), 1e-9)
    where = Span(first * STEP_S, (first + WINDOW) * STEP_S)
    ceiling = float(LADDER_DB[0] + 0.1 * end)
    return Flat(where, ceiling, int(tops), tops / (others + 1.0), float(broad))
