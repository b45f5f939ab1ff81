"""A lead sheet as MusicXML 4.0: melody, words, chords, form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from xml.etree.ElementTree import Element

from tonmeister.exchange.musicxml.bars import (
    Event,
    Piece,
    Span,
    fitted,
    laid_out,
    shortened,
    spans,
    ticks,
)
from tonmeister.exchange.musicxml.elements import add, document
from tonmeister.exchange.musicxml.frame import BarFrame, Frame, fit_chords, title_page
from tonmeister.exchange.musicxml.lines import bar_width, line_starts
from tonmeister.exchange.musicxml.lyrics import lyrics_of
from tonmeister.exchange.musicxml.marks import write_chord, write_clef
from tonmeister.exchange.musicxml.notes import Head, Lyric, write_note, write_slash
from tonmeister.exchange.musicxml.parts import PartName, clef_of, write_parts
from tonmeister.exchange.musicxml.rhythm import value
from tonmeister.exchange.musicxml.signs import Signs
from tonmeister.model import Chart, ChartNote, ChordSymbol
from tonmeister.music.clock import pickup_quarters

VOICE_PROGRAM = 52
"""Choir aahs of General MIDI, from 0."""


@dataclass(slots=True)
class Page:
    """Everything of a lead sheet in its bars."""

    chart: Chart
    bars: list[Span]
    pieces: list[list[Piece]]
    chords: list[list[tuple[int, ChordSymbol | None]]]
    lyrics: dict[int, Lyric]
    slashes: set[int] = field(default_factory=set)
    widths: list[float] = field(default_factory=list)


def musicxml(chart: Chart) -> str:
    """Return a lead sheet that every notation program opens (MusicXML 4.0, partwise).

    Times are printed at 64ths or in triplets; what lies between is moved to the nearest. Bars
    without melody in a row are marked to be shown with slashes.
    """
    return _document(_page(chart), drawn=False)


@dataclass(frozen=True, slots=True)
class Engraving:
    """A lead sheet for our engraver; ``lines`` are the bars of each line, ``widths`` what each
    bar was thought to need.
    """

    xml: str
    lines: tuple[range, ...]
    widths: tuple[float, ...]


def engraving(chart: Chart, widths: Mapping[int, float] | None = None) -> Engraving:
    """Return the same sheet for our engraver: slashes are there as notes.

    ``widths`` says of some bars how wide they are, where that is known better.
    """
    page = _page(chart)
    page.widths = [(widths or {}).get(n, w) for n, w in enumerate(_widths(page))]
    starts = sorted({0, *_lines(page), len(page.bars)})
    lines = tuple(range(a, b) for a, b in pairwise(starts))
    return Engraving(_document(page, drawn=True), lines, tuple(page.widths))


def _page(chart: Chart) -> Page:
    first = -pickup_quarters(chart)
    bars = spans(chart, first)
    melody = fitted([_event(n) for n in chart.melody], bars)
    chords = fit_chords(chart.chords, bars)
    starts = [e.start for e in melody] + [at for at, _ in chords]
    bars = shortened(bars, min(starts, default=None), (p for e in melody for p in (e.start, e.end)))
    pieces = laid_out(melody, bars)
    inside = [[c for c in chords if s.start <= c[0] < s.end] for s in bars]
    page = Page(chart, bars, pieces, inside, lyrics_of(melody))
    page.slashes = set(_slashes(page))
    page.widths = _widths(page)
    return page


def _event(note: ChartNote) -> Event:
    start = ticks(note.start_quarters)
    return Event(start, max(start, ticks(note.start_quarters + note.length_quarters)), note)


def _slashes(page: Page) -> Iterator[int]:
    """Yield the bars that only say the chords: two or more in a row without melody."""
    held, runs = False, []
    for n, (pieces, chords) in enumerate(zip(page.pieces, page.chords, strict=True)):
        held = held or bool(chords)
        runs.append((pieces[0].whole_bar and held, n))
    for silent, run in groupby(runs, key=lambda r: r[0]):
        found = [n for _, n in run]
        if silent and (len(found) > 1 or not page.chart.melody):
            yield from found


def _document(page: Page, *, drawn: bool) -> str:
    root = title_page(page.chart)
    write_parts(root, [PartName("P1", page.chart.title or "Lead", VOICE_PROGRAM, shown=False)])
    part = add(root, "part", id="P1")
    frame = Frame(page.chart, page.bars, _lines(page), drawn=drawn)
    signs = Signs()
    for n, span in enumerate(page.bars):
        bar = frame.begin(part, n)
        if n == 0:
            write_clef(bar.attributes, *clef_of([n.pitch.midi for n in page.chart.melody]))
        if not drawn:
            _slash_style(bar, n, page.slashes)
        signs.bar(bar.fifths)
        if drawn and n in page.slashes:
            _write_slashes(bar.measure, span, page.chords[n])
        else:
            _write_notes(bar.measure, page, n, signs, drawn=drawn)
        frame.end(bar, n)
    return document(root)


def _slash_style(bar: BarFrame, n: int, slashes: set[int]) -> None:
    now, before = n in slashes, n - 1 in slashes
    if now != before:
        style = add(bar.attributes, "measure-style")
        add(style, "slash", type="start" if now else "stop", use_stems="no")


def _widths(page: Page) -> list[float]:
    widths = []
    for pieces, chords in zip(page.pieces, page.chords, strict=True):
        events = [p.event for p in pieces if p.event is not None and not p.tied_back]
        syllables = [page.lyrics[e.start].text for e in events if e.start in page.lyrics]
        names = [c.name if c else "N.C." for _, c in chords]
        widths.append(bar_width(syllables, names, len(pieces)))
    return widths


def _lines(page: Page) -> set[int]:
    at = {s.bar: n for n, s in enumerate(page.bars)}
    sections = frozenset(at[s.first_bar] for s in page.chart.sections if s.first_bar in at)
    return line_starts(page.widths, sections, first=sum(1 for s in page.bars if s.bar < 0))


def _write_notes(measure: Element, page: Page, n: int, signs: Signs, *, drawn: bool) -> None:
    chords = list(page.chords[n])
    for piece in page.pieces[n]:
        while chords and chords[0][0] < piece.at + piece.length:
            at, symbol = chords.pop(0)
            write_chord(measure, symbol, max(0, at - piece.at), drawn=drawn)
        cell = [p for p in page.pieces[n] if piece.cell and p.cell == piece.cell]
        write_note(measure, piece, _heads(piece, signs), cell, _lyric(piece, page))


def _heads(piece: Piece, signs: Signs) -> Sequence[Head]:
    if piece.event is None:
        return ()
    pitch = piece.event.what.pitch
    return (Head(pitch, None if piece.tied_back else signs.needs(pitch)),)


def _lyric(piece: Piece, page: Page) -> Lyric | None:
    if piece.event is None or piece.tied_back:
        return None
    return page.lyrics.get(piece.event.start)


def _write_slashes(
    measure: Element, span: Span, chords: Sequence[tuple[int, ChordSymbol | None]]
) -> None:
    waiting = list(chords)
    edges = [*span.beats.starts, span.beats.length]
    for start, end in pairwise(edges):
        start = max(start, span.missing)
        if end <= start:
            continue
        while waiting and waiting[0][0] < span.start + end:
            at, symbol = waiting.pop(0)
            write_chord(measure, symbol, max(0, at - span.start - start), drawn=True)
        try:
            kind, dots = value(end - start)
        except KeyError:
            kind, dots = "quarter", 0
        write_slash(measure, end - start, kind, dots)
