"""Chords, meters, tempos and sections of a file that was read, placed in the chart."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from tonmeister.exchange.musicxml.heard import Bar
from tonmeister.model import ChartChord, ChartSection, ChordSymbol, MeterAt, TempoAt

Placed = tuple[Fraction, Bar]


def chords_of(bars: Sequence[Placed], end: Fraction) -> tuple[ChartChord, ...]:
    """Return the chords, each as long as until the next, ``N.C.`` or the end."""
    found: dict[Fraction, ChordSymbol | None] = {}
    for start, bar in bars:
        found |= {start + at: symbol for at, symbol in bar.chords}
    edges = [*sorted(found), end]
    return tuple(
        ChartChord(start_quarters=at, length_quarters=following - at, symbol=symbol)
        for at, following in pairwise(edges)
        if (symbol := found[at]) is not None and following > at
    )


def meters_of(bars: Sequence[Bar], lengths: Sequence[Fraction], first: int) -> tuple[MeterAt, ...]:
    """Return the meters; a bar that is longer or shorter than written gets one of its own."""
    out: list[MeterAt] = []
    for n, (bar, length) in enumerate(zip(bars, lengths, strict=True)):
        if n < first:
            continue
        beats, unit = bar.meter if length == bar.nominal else _meter(length)
        if not out or (out[-1].beats, out[-1].unit) != (beats, unit):
            out.append(MeterAt(bar=n - first, beats=beats, unit=unit))
    return tuple(out)


def _meter(length: Fraction) -> tuple[int, int]:
    for unit in (4, 8, 16, 32, 64):
        if (length * unit / 4).denominator == 1:
            return int(length * unit / 4), unit
    return max(1, round(length * 16)), 64


def tempos_of(bars: Sequence[Placed]) -> tuple[TempoAt, ...]:
    """Return the tempos; what stands in the pickup counts from the start."""
    found: dict[Fraction, float] = {}
    for start, bar in bars:
        found |= {max(Fraction(0), start + at): bpm for at, bpm in bar.tempos}
    if not found:
        return (TempoAt(at_quarters=Fraction(0), quarter_bpm=120.0),)
    first = min(found)
    out: list[TempoAt] = []
    for at, bpm in sorted(found.items()):
        if not out or bpm != out[-1].quarter_bpm:
            out.append(TempoAt(at_quarters=Fraction(0) if at == first else at, quarter_bpm=bpm))
    return tuple(out)


def sections_of(
    bars: Sequence[Bar], first: int, count: int, *, ended: bool
) -> tuple[ChartSection, ...]:
    """Return the sections: each goes on to the next one or to the end.

    ``ended``: the file is ours, and a double bar line ends a section where nothing follows.
    """
    marks = [(max(0, n - first), mark) for n, bar in enumerate(bars) for mark in bar.marks[:1]]
    doubles = [n - first + 1 for n, bar in enumerate(bars) if bar.double_line and ended]
    out: list[ChartSection] = []
    for n, (start, mark) in enumerate(marks):
        end = min(
            [d for d in doubles if d > start] + [marks[n + 1][0] if n + 1 < len(marks) else count]
        )
        letter, name = _named(*mark)
        if end > start:
            out.append(ChartSection(name=name, first_bar=start, bars=end - start, letter=letter))
    return tuple(out)


def _named(mark: str, words: str) -> tuple[str, str]:
    if words:
        return mark, words
    return (mark, mark) if len(mark) <= 2 else ("", mark)
