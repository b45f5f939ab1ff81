"""A voice laid out in bars: notes tied over bar lines, triplets, rests, beams."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tonmeister.exchange.musicxml.beams import beam
from tonmeister.exchange.musicxml.cells import Cell, printable, triplet_cells
from tonmeister.exchange.musicxml.rhythm import TICKS, Beats, beats_of, cut, value
from tonmeister.model import Chart, MeterAt
from tonmeister.music.clock import bar_count, bar_of, bar_start, meter_at


@dataclass(frozen=True, slots=True)
class Event:
    """Something that sounds from ``start`` to ``end``, in ticks from the first downbeat."""

    start: int
    end: int
    what: Any


@dataclass(frozen=True, slots=True)
class Span:
    """A bar: where it begins in ticks; of a pickup bar ``missing`` ticks are not written."""

    bar: int
    start: int
    meter: MeterAt
    missing: int = 0

    @property
    def beats(self) -> Beats:
        """How it is counted."""
        return beats_of(self.meter)

    @property
    def end(self) -> int:
        """Where the next bar begins."""
        return self.start + self.beats.length


@dataclass(slots=True)
class Piece:
    """One printed note or rest (``event`` None); ``at`` and ``length`` in ticks as they sound."""

    at: int
    length: int
    kind: str
    dots: int
    event: Event | None
    whole_bar: bool = False
    cell: Cell | None = None
    first_of_cell: bool = False
    last_of_cell: bool = False
    beams: list[str] = field(default_factory=list)

    @property
    def tied_back(self) -> bool:
        """Does it go on from the note before?"""
        return self.event is not None and self.event.start < self.at

    @property
    def tied_on(self) -> bool:
        """Does the next note go on from it?"""
        return self.event is not None and self.event.end > self.at + self.length


def ticks(at_quarters: Fraction | float) -> int:
    """Return a place in ticks."""
    return round(at_quarters * TICKS)


def spans(chart: Chart, first_quarters: Fraction, last_bar: int = 0) -> list[Span]:
    """Return all bars of a chart, pickup and all, from the bar of ``first_quarters`` on."""
    first = min(0, bar_of(chart, first_quarters))
    count = max(1, bar_count(chart), last_bar + 1)
    at = ticks(bar_start(chart, first))
    out: list[Span] = []
    for bar in range(first, count):
        out.append(Span(bar, at, meter_at(chart, bar)))
        at = out[-1].end
    return out


def fitted(events: Iterable[Event], bars: Sequence[Span]) -> list[Event]:
    """Return a voice at printable times: one note ends before the next begins, none is lost
    but those that begin together with a longer one.
    """
    events = sorted(events, key=lambda e: (e.start, -e.end))
    points = {p for e in events for p in (e.start, e.end)}
    where: dict[int, int] = {}
    for span in bars:
        inside = [p - span.start for p in points if span.start <= p < span.end]
        found = printable(inside, span.beats)
        where |= {span.start + p: span.start + to for p, to in found.items()}
    out: list[Event] = []
    for event in events:
        start = where.get(event.start, event.start)
        end = where.get(event.end, event.end)
        if out and start <= out[-1].start:
            continue
        if out and out[-1].end > start:
            out[-1] = Event(out[-1].start, start, out[-1].what)
        out.append(Event(start, end if end > start else _a_little_on(start, bars), event.what))
    return out


def _a_little_on(start: int, bars: Sequence[Span]) -> int:
    """Return the end of a note that is too short to print: it gets a 16th of the bar's grid."""
    return min(start + TICKS // 4, max(bars[-1].end, start + 1))


def shortened(bars: list[Span], first: int | None, starts: Iterable[int]) -> list[Span]:
    """Return the bars with the pickup as short as what is in it."""
    span = bars[0]
    if span.bar >= 0 or first is None or first <= span.start:
        return bars
    inside = {p - span.start for p in starts if span.start < p < span.end}
    at = first - span.start
    cell = next((c for c in triplet_cells(inside, span.beats) if c.start < at < c.end), None)
    missing = cell.start if cell else at - at % 3
    return [Span(span.bar, span.start, span.meter, missing), *bars[1:]]


def laid_out(events: Sequence[Event], bars: Sequence[Span]) -> list[list[Piece]]:
    """Return each bar's notes and rests, in order, every bar full."""
    out: list[list[Piece]] = []
    waiting = list(reversed(events))
    for span in bars:
        inside: list[Event] = []
        while waiting and waiting[-1].start < span.end:
            inside.append(waiting[-1])
            if waiting[-1].end > span.end:
                break
            waiting.pop()
        while waiting and waiting[-1].end <= span.end and waiting[-1].start < span.end:
            waiting.pop()
        out.append(_bar(inside, span))
    return out


def _bar(inside: Sequence[Event], span: Span) -> list[Piece]:
    begin = span.missing
    if not inside:
        length = span.beats.length - begin
        kind, dots = ("whole", 0)
        return [Piece(span.start + begin, length, kind, dots, None, whole_bar=True)]
    stretches = _stretches(inside, span, begin)
    points = {p for a, b, _ in stretches for p in (a, b)}
    cells = triplet_cells(points, span.beats)
    pieces = [p for a, b, e in stretches for p in _pieces(a, b, e, span, cells)]
    beam(pieces, span.beats, span.start)
    return pieces


def _stretches(
    inside: Sequence[Event], span: Span, begin: int
) -> list[tuple[int, int, Event | None]]:
    out: list[tuple[int, int, Event | None]] = []
    at = begin
    for event in inside:
        start = max(event.start - span.start, begin)
        end = min(event.end - span.start, span.beats.length)
        if start > at:
            out.append((at, start, None))
        if end > start:
            out.append((start, end, event))
            at = end
    if at < span.beats.length:
        out.append((at, span.beats.length, None))
    return out


def _pieces(
    start: int, end: int, event: Event | None, span: Span, cells: Sequence[Cell]
) -> Iterable[Piece]:
    """Cut one note or rest at triplets' edges, and then where the beat must be seen."""
    at = start
    for cell in [c for c in cells if c.start < end and c.end > start]:
        if at < cell.start:
            yield from _straight(at, cell.start, event, span)
        low, high = max(at, cell.start), min(end, cell.end)
        written = cut(cell.written(low), cell.written(high), cell.beats, rest=event is None)
        for a, b in written:
            kind, dots = value(b - a)
            first, last = cell.start + a * 2 // 3, cell.start + b * 2 // 3
            yield Piece(
                span.start + first, last - first, kind, dots, event, cell=cell,
                first_of_cell=first == cell.start, last_of_cell=last == cell.end,
            )  # fmt: skip
        at = high
    if at < end:
        yield from _straight(at, end, event, span)


def _straight(start: int, end: int, event: Event | None, span: Span) -> Iterable[Piece]:
    for a, b in cut(start, end, span.beats, rest=event is None):
        kind, dots = value(b - a)
        yield Piece(span.start + a, b - a, kind, dots, event)
