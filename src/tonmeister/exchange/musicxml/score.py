"""A band's parts as a score in MusicXML: what the players play, on the grid."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from xml.etree.ElementTree import Element

from tonmeister.exchange.musicxml.bars import Event, Piece, Span, fitted, laid_out, spans, ticks
from tonmeister.exchange.musicxml.drum_staff import drum_head, lane
from tonmeister.exchange.musicxml.elements import add, document
from tonmeister.exchange.musicxml.frame import Frame, fit_chords, title_page
from tonmeister.exchange.musicxml.marks import write_chord, write_clef
from tonmeister.exchange.musicxml.notes import Head, write_note
from tonmeister.exchange.musicxml.parts import PartName, clef_of, write_parts
from tonmeister.exchange.musicxml.rhythm import TICKS
from tonmeister.exchange.musicxml.signs import Signs
from tonmeister.model import Arrangement, Chart, ChartChord, Clip, ClipNote
from tonmeister.music.clock import bar_of, key_at
from tonmeister.music.spelling import spelled

GAP = TICKS // 2
"""A rest shorter than an eighth is not written: the note before lasts until the next."""
LONGEST_STROKE = TICKS


def score_musicxml(
    arrangement: Arrangement, parts: Sequence[str] = (), *, drawn: bool = False
) -> str:
    """Return the band's parts as one score: a staff a clip, drums on a percussion staff.

    Notes stand on the grid (swing and push are the players' business, and in the MIDI clips);
    notes that begin together are a chord. ``parts`` names the clips, otherwise all are written.
    ``drawn``: for our engraver, which draws the tempo itself.
    """
    chart = arrangement.chart
    clips = [c for c in arrangement.clips if not parts or c.part in parts or c.name in parts]
    notes = [n for c in clips for n in c.notes]
    first = Fraction(min((n.start_quarters for n in notes), default=0.0)).limit_denominator(TICKS)
    end = Fraction(max((n.start_quarters + n.length_quarters for n in notes), default=0.0))
    last = bar_of(chart, max(Fraction(0), end.limit_denominator(TICKS) - Fraction(1, TICKS)))
    bars = spans(chart, min(Fraction(0), first), last)
    root = title_page(chart)
    names = [_name(clip, f"P{n}") for n, clip in enumerate(clips, 1)]
    write_parts(root, names)
    for name, clip in zip(names, clips, strict=True):
        _write_part(root, name, clip, chart, bars, drawn=drawn)
    return document(root)


def _name(clip: Clip, number: str) -> PartName:
    drums = {lane(n): n.midi for n in clip.notes} if clip.part == "drums" else {}
    return PartName(number, clip.name, clip.program, drums=drums)


def _write_part(
    root: Element, name: PartName, clip: Clip, chart: Chart, bars: Sequence[Span], *, drawn: bool
) -> None:
    part = add(root, "part", id=name.number)
    frame = Frame(chart, bars, words=name.number == "P1", keys=not name.drums, drawn=drawn)
    events = fitted(_events(clip), bars)
    chords = fit_chords(chart.chords, bars) if frame.words else []
    signs = Signs()
    for n, (span, pieces) in enumerate(zip(bars, laid_out(events, bars), strict=True)):
        bar = frame.begin(part, n)
        if n == 0:
            drums = ("percussion", 2, 0)
            write_clef(bar.attributes, *(drums if name.drums else clef_of(_keys(clip))))
        signs.bar(bar.fifths)
        here = [c for c in chords if span.start <= c[0] < span.end]
        for piece in pieces:
            while here and here[0][0] < piece.at + piece.length:
                at, symbol = here.pop(0)
                write_chord(bar.measure, symbol, max(0, at - piece.at), drawn=drawn)
            cell = [p for p in pieces if piece.cell and p.cell == piece.cell]
            write_note(bar.measure, piece, _heads(piece, name, chart, signs), cell, None)
        frame.end(bar, n)


def _keys(clip: Clip) -> list[int]:
    return [n.midi for n in clip.notes]


def _events(clip: Clip) -> list[Event]:
    """Return a clip as one voice of chords."""
    together: dict[int, list[ClipNote]] = {}
    for note in clip.notes:
        together.setdefault(ticks(note.start_quarters), []).append(note)
    out = []
    for start, following in pairwise([*sorted(together), None]):
        assert start is not None
        notes = together[start]
        end = _let_go(start, start + max(ticks(n.length_quarters) for n in notes))
        if clip.part == "drums":
            end = start + LONGEST_STROKE
        if following is not None and (end > following or following - end < GAP):
            end = following
        out.append(Event(start, end, tuple(notes)))
    return out


def _let_go(start: int, end: int) -> int:
    """Return where a note ends on paper: how early a player lets go is not written."""
    straight = 24 if start % 24 == 0 and end - start >= 18 else 12
    step = straight if start % 12 == 0 else 16
    return max(start + step, (end + step // 2) // step * step)


def _heads(piece: Piece, name: PartName, chart: Chart, signs: Signs) -> list[Head]:
    if piece.event is None:
        return []
    notes: tuple[ClipNote, ...] = piece.event.what
    if name.drums:
        heads = {lane(n): drum_head(n, name.number) for n in notes}
        return sorted(heads.values(), key=lambda h: (h.pitch.octave, h.pitch.letter))
    at = Fraction(piece.event.start, TICKS)
    key, chord = key_at(chart, at), _chord_at(chart.chords, at)
    symbol = None if chord is None else chord.symbol
    pitches = [spelled(midi, key, symbol) for midi in sorted({n.midi for n in notes})]
    return [Head(p, None if piece.tied_back else signs.needs(p)) for p in pitches]


def _chord_at(chords: Sequence[ChartChord], at: Fraction) -> ChartChord | None:
    found = (c for c in chords if c.start_quarters <= at < c.start_quarters + c.length_quarters)
    return next(found, None)
