"""Note values that a reader sees at once: long notes cut where the beat must stay visible.

Times are whole ticks, ``TICKS`` to a quarter note, from the start of the bar.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tonmeister.model import MeterAt

TICKS = 48
"""A 64th is 3 ticks, a 32nd in a triplet 4, a 64th in a triplet 2."""
TYPES = {
    384: "breve", 192: "whole", 96: "half", 48: "quarter", 24: "eighth", 12: "16th",
    6: "32nd", 3: "64th",
}  # fmt: skip
VALUES = TYPES | {length * 3 // 2: name for length, name in TYPES.items() if length > 3}
STRONG_QUARTERS = {4: (2,), 5: (3,), 6: (3,), 7: (4,), 8: (2, 4, 6)}


@dataclass(frozen=True, slots=True)
class Beats:
    """How a bar is counted: ``starts`` of its beats, the ``strong`` ones a note must not hide.

    ``unit`` is what a beat is divided by first; ``even`` where all beats halve.
    """

    length: int
    starts: tuple[int, ...]
    strong: frozenset[int]
    unit: int
    even: bool

    def weight(self, at: int) -> int:
        """How much a place weighs: 3 the bar line, 2 strong, 1 a beat, 0 and less in between."""
        if at in (0, self.length):
            return 3
        if at in self.strong:
            return 2
        if at in self.starts:
            return 1
        inside = at - max(s for s in self.starts if s <= at)
        return next((-k for k in range(6) if inside * 2**k % self.unit == 0), -6)


@cache
def beats_of(meter: MeterAt) -> Beats:
    """Return how a bar of this meter is counted."""
    unit = TICKS * 4 // meter.unit
    length = meter.beats * unit
    if meter.unit <= 4:
        quarters = length // TICKS
        strong = (
            (2, 4) if meter.unit == 2 and meter.beats == 3 else STRONG_QUARTERS.get(quarters, ())
        )
        starts = tuple(range(0, length, TICKS))
        return Beats(length, starts, frozenset(TICKS * s for s in strong), TICKS // 2, even=True)
    groups = grouped(meter.beats)
    starts = tuple(unit * sum(groups[:n]) for n in range(len(groups)))
    middle = starts[2:3] if groups == (3, 3, 3, 3) else ()
    return Beats(length, starts, frozenset(middle), unit, even=False)


def grouped(count: int) -> tuple[int, ...]:
    """Return how eighths are counted: 6 as 3+3, 5 as 3+2, 7 as 2+2+3, 8 as 3+3+2."""
    if count % 3 == 0:
        return (3,) * (count // 3)
    if count in (5, 8):
        return (3,) * (count // 3) + (2,)
    return (2,) * (count // 2 - count % 2) + (3,) * (count % 2 * (count > 1)) + (1,) * (count == 1)


def triplet(unit: int) -> Beats:
    """Return three units of a triplet, as if they were a beat of three."""
    return Beats(3 * unit, (0,), frozenset(), unit, even=False)


def value(length: int) -> tuple[str, int]:
    """Return the name of a note value and its dots."""
    return VALUES[length], 0 if length in TYPES else 1


def cut(start: int, end: int, beats: Beats, *, rest: bool = False) -> list[tuple[int, int]]:
    """Return the values that fill a stretch: notes to be tied, or rests."""
    if (_rest_reads if rest else _note_reads)(start, end, beats):
        return [(start, end)]
    at = _where_to_cut(start, end, beats)
    if at is None:
        return [(start, end)]
    return cut(start, at, beats, rest=rest) + cut(at, end, beats, rest=rest)


def _where_to_cut(start: int, end: int, beats: Beats) -> int | None:
    places = [s for s in beats.starts if start < s < end]
    step = beats.unit
    while not places and step >= 3:
        origin = max(s for s in beats.starts if s <= start)
        first = origin + ((start - origin) // step + 1) * step
        places = list(range(first, end, step))
        step = step // 2 if step % 2 == 0 else 0
    if not places:
        return None
    heaviest = max(beats.weight(p) for p in places)
    places = [p for p in places if beats.weight(p) == heaviest]
    return places[-1] if beats.weight(start) > heaviest else places[0]


def _base(length: int) -> int:
    return length if length in TYPES else length * 2 // 3


def _note_reads(start: int, end: int, beats: Beats) -> bool:
    length = end - start
    if length not in VALUES:
        return False
    hidden = [s for s in beats.starts if start < s < end]
    half = _base(length) // 2
    if not hidden:
        origin = max(s for s in beats.starts if s <= start)
        return half == 1 or (start - origin) % half == 0
    ends_well = beats.weight(end) >= 1
    if beats.strong.intersection(hidden):
        return ends_well and (start == 0 or (start in beats.strong and beats.weight(end) >= 2))
    if start in beats.starts:
        return ends_well or (beats.even and beats.weight(end) == 0)
    return beats.even and len(hidden) == 1 and beats.weight(start) == 0 <= beats.weight(end)


def _rest_reads(start: int, end: int, beats: Beats) -> bool:
    length = end - start
    if length not in VALUES:
        return False
    origin = max(s for s in beats.starts if s <= start)
    hidden = [s for s in beats.starts if start < s < end]
    if hidden:
        halves = len(beats.starts) % 2 == 0 and start % length == 0
        return halves and beats.length % length == 0
    if length not in TYPES:
        return not beats.even and start == origin and length == 3 * beats.unit
    return (start - origin) % length == 0
