"""Where a line of the page ends: four bars, fewer where they are full, a section on a new line."""

from __future__ import annotations

from collections.abc import Sequence

LINE_BARS = 4
LINE_ROOM = 62.0
"""How much fits on a line of an A4 page, in the widths of a note head with its space."""


def line_starts(widths: Sequence[float], sections: frozenset[int], first: int = 0) -> set[int]:
    """Return which bars (by index) begin a line; ``first`` bars of pickup are not counted."""
    out: set[int] = set()
    on_line, used = 0, 0.0
    for n, width in enumerate(widths):
        full = on_line >= LINE_BARS or used + width > LINE_ROOM
        if n > first and on_line and (full or n in sections):
            out.add(n)
            on_line, used = 0, 0.0
        on_line += n >= first
        used += width
    return out


def bar_width(syllables: Sequence[str], chords: Sequence[str], pieces: int) -> float:
    """Return about how wide a bar will be: notes, syllables or chord symbols, whichever needs more."""
    words = sum(0.55 * len(s) + 0.8 for s in syllables)
    silent = max(0, pieces - len(syllables))
    symbols = sum(0.9 * len(c) + 1.0 for c in chords)
    return max(1.55 * pieces, words + 1.0 * silent, symbols, 4.0) + 1.5
