"""The chords of a chart, laid end to end, ready to be asked: what sounds here, what comes next?"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from tonmeister.model import Chart, ChordSymbol
from tonmeister.music.chord_kinds import bass_class, tone_classes
from tonmeister.music.clock import key_at
from tonmeister.music.voicing.scale_of import chord_scale

SHORTEST_QUARTERS = 0.125
NEAR = 1e-6
INSIDE = 0.05
"""A chord that begins so far into a bar begins in it, not with it: figures may leave out a one."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A chord from where to where, with the scale that goes with it."""

    number: int
    start: float
    end: float
    symbol: ChordSymbol
    scale: frozenset[int]

    @property
    def bass(self) -> int:
        """The pitch class of its bass."""
        return bass_class(self.symbol)

    @property
    def tones(self) -> tuple[int, ...]:
        """Its pitch classes, root first."""
        return tone_classes(self.symbol)


class Harmony:
    """All chords of a song in order; where none stands, nothing is played."""

    def __init__(self, chart: Chart) -> None:
        rows = sorted(chart.chords, key=lambda c: c.start_quarters)
        self.stretches: list[Stretch] = []
        for n, chord in enumerate(rows):
            start = float(chord.start_quarters)
            end = float(chord.start_quarters + chord.length_quarters)
            if n + 1 < len(rows):
                end = min(end, float(rows[n + 1].start_quarters))
            if end - start < SHORTEST_QUARTERS or end <= 0.0:
                continue
            scale = chord_scale(chord.symbol, key_at(chart, chord.start_quarters))
            here = len(self.stretches)
            self.stretches.append(Stretch(here, max(0.0, start), end, chord.symbol, scale))
        self._starts = [s.start for s in self.stretches]

    def at(self, place: float) -> Stretch | None:
        """Return the chord that sounds at a place."""
        n = bisect_right(self._starts, place + NEAR) - 1
        if n < 0 or place >= self.stretches[n].end - NEAR:
            return None
        return self.stretches[n]

    def after(self, stretch: Stretch) -> Stretch | None:
        """Return the chord that follows."""
        n = stretch.number + 1
        return self.stretches[n] if n < len(self.stretches) else None

    def starts_in(self, start: float, end: float) -> list[Stretch]:
        """Return the chords that begin in a stretch of time."""
        return [s for s in self.stretches if start - NEAR <= s.start < end - NEAR]
