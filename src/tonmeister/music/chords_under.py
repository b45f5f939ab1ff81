"""Which chord sounds under a note."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from fractions import Fraction

from tonmeister.model import ChartChord, ChordSymbol


def chords_under(chords: Sequence[ChartChord]) -> Callable[[Fraction], ChordSymbol | None]:
    """Return a function from a place in quarter notes to the chord there, the last that began."""
    row = sorted(chords, key=lambda c: c.start_quarters)
    starts = [c.start_quarters for c in row]

    def under(at_quarters: Fraction) -> ChordSymbol | None:
        place = bisect_right(starts, at_quarters) - 1
        if place < 0 or at_quarters >= starts[place] + row[place].length_quarters:
            return None
        return row[place].symbol

    return under
