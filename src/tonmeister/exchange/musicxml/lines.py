"""Where a line of the page ends: four bars, fewer where they are full, a section on a new line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

LINE_BARS = 4
LINE_ROOM = 76.0
"""How much fits on a line of an A4 page, in the widths of a note head with its space."""


def line_starts(widths: Sequence[float], sections: frozenset[int], first: int = 0) -> set[int]:
    """Return which bars (by index) begin a line; ``first`` bars of pickup are not counted."""
    edges = sorted({0, len(widths), *(s for s in sections if s > first)})
    starts = {
        start + n for start, end in pairwise(edges)
        for n in _shared(list(widths[start:end]), first if start == 0 else 0)
    }  # fmt: skip
    return starts - {0}


def _shared(widths: list[float], first: int) -> list[int]:
    """Share bars out to as few lines as they need, each about as full as the others."""
    cost = [0.0]
    begins: list[int] = []
    for end in range(1, len(widths) + 1):
        ways = []
        for start in range(max(0, end - LINE_BARS - first), end):
            bars = end - start - (first if start == 0 else 0)
            used = sum(widths[start:end])
            if end - start > 1 and (bars > LINE_BARS or used > LINE_ROOM):
                continue
            empty = 0.3 * (LINE_BARS - bars) ** 2 + 0.2 * (1.0 - used / LINE_ROOM) ** 2
            ways.append((cost[start] + 1.0 + empty, start))
        best = min(ways)
        cost.append(best[0])
        begins.append(best[1])
    out: list[int] = []
    at = len(widths)
    while at > 0:
        at = begins[at - 1]
        out.append(at)
    return out


def bar_width(syllables: Sequence[str], chords: Sequence[str], pieces: int) -> float:
    """Return about how wide a bar will be: by notes, syllables or chords, whichever needs more."""
    words = sum(0.55 * len(s) + 0.8 for s in syllables)
    silent = max(0, pieces - len(syllables))
    symbols = sum(0.9 * len(c) + 1.0 for c in chords)
    return max(2.0 * pieces, words + 1.0 * silent, symbols, 4.0) + 1.5
