"""Who plays what in a MIDI file: which track is the melody, which one holds the chords."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from tonmeister.exchange.midi_in import MidiNote, MidiPart, MidiSong
from tonmeister.model import Chart, ChartChord, ChordSymbol
from tonmeister.music.chart_cells import CellError, symbol_of
from tonmeister.music.chord_from_notes import LEAST_TONES, chord_of
from tonmeister.music.chord_kinds import bass_class, tone_classes
from tonmeister.music.chord_names import UnknownChord
from tonmeister.music.clock import bar_of, bar_start, key_at

TUNES = ("melody", "lead vocal", "vocal", "vox", "voice", "singer", "sing", "tune", "lead")
NO_TUNES = ("bass", "drum", "chord", "piano", "pad", "string", "guitar", "bridge")
LEAST_BLOCKS = 0.6
TOGETHER_QUARTERS = Fraction(1, 16)
MIDDLE, REACH = 67.0, 12.0


def melody_part(song: MidiSong) -> MidiPart:
    """Return the part that is the melody: called so, else the most like a sung line."""
    parts = [p for p in song.parts if p.notes and not p.drums] or [p for p in song.parts if p.notes]
    for word in TUNES:
        for part in parts:
            if word in part.name.casefold():
                return part
    return max(parts, key=_like_a_tune)


def _like_a_tune(part: MidiPart) -> float:
    """One note at a time, in a voice's range, enough of them, words, no accompanist's name."""
    single = 1.0 - len(_overlapped(part.notes)) / len(part.notes)
    mean = sum(n.midi for n in part.notes) / len(part.notes)
    named = any(word in part.name.casefold() for word in NO_TUNES)
    return (
        2.0 * single
        - abs(mean - MIDDLE) / REACH
        + min(len(part.notes), 100) / 100
        + 2.0 * bool(part.lyrics)
        - named
    )


def _overlapped(notes: Sequence[MidiNote]) -> list[MidiNote]:
    """Return the notes that sound while a higher one has the word."""
    line = set(map(id, _top(notes)))
    return [n for n in notes if id(n) not in line]


def top_line(part: MidiPart) -> list[MidiNote]:
    """Return the part as one voice: of notes struck together the highest, each to the next."""
    return _top(part.notes)


def _top(notes: Sequence[MidiNote]) -> list[MidiNote]:
    out: list[MidiNote] = []
    for note in notes:  # by start, then pitch: the last of a chord is its top
        if out and note.start == out[-1].start:
            out[-1] = note
        elif out and note.midi < out[-1].midi and note.start < (out[-1].start + out[-1].end) / 2:
            continue
        else:
            out.append(note)
    return [
        note if following is None or following.start >= note.end
        else MidiNote(note.start, following.start, note.midi, note.velocity)
        for note, following in pairwise([*out, None])
        if note is not None
    ]  # fmt: skip


def chords_in(
    song: MidiSong, melody: MidiPart, named: MidiPart | None, shift: Fraction, chart: Chart
) -> tuple[ChartChord, ...]:
    """Return the chords of the part that plays them as blocks; none where no part does."""
    others = [p for p in song.parts if p is not melody and not p.drums and p.notes]
    good = []
    for part in [named] if named else others:
        struck = _blocks(part, song.ticks)
        full = [b for b in struck if len({n.midi % 12 for n in b}) >= LEAST_TONES]
        if named or sum(map(len, full)) >= LEAST_BLOCKS * len(part.notes):
            good.append((part, struck if named else full))
    if not good:
        return ()
    part, found = max(good, key=lambda pair: (len(pair[1]), pair[0].name))
    names = dict(part.texts)
    out: list[ChartChord] = []
    for block in found:
        start = Fraction(block[0].start, song.ticks) - shift
        end = Fraction(max(n.end for n in block), song.ticks) - shift
        keys = {n.midi for n in block}
        symbol = _named(names.get(block[0].start, ""), keys)
        if symbol is None:
            symbol = chord_of(keys, key_at(chart, start))
            start, end = (_near(at, chart) for at in (start, end))
        if symbol is None or end <= start:
            continue
        if out and out[-1].start_quarters + out[-1].length_quarters > start:
            length = start - out[-1].start_quarters
            out[-1:] = (
                [_chord(out[-1].start_quarters, length, out[-1].symbol)] if length > 0 else []
            )
        out.append(_chord(start, end - start, symbol))
    return tuple(out)


def _chord(start: Fraction, length: Fraction, symbol: ChordSymbol) -> ChartChord:
    return ChartChord(start_quarters=start, length_quarters=length, symbol=symbol)


def _near(at: Fraction, chart: Chart) -> Fraction:
    """Return the nearest eighth, or the bar line where one is near."""
    bar = bar_of(chart, at)
    for line in (bar_start(chart, bar), bar_start(chart, bar + 1)):
        if abs(line - at) < Fraction(3, 8):
            return line
    return Fraction(round(at * 2), 2)


def _named(name: str, keys: set[int]) -> ChordSymbol | None:
    """Return a chord that is written beside its notes, if it is what they play."""
    try:
        symbol = symbol_of(name) if name else None
    except (UnknownChord, CellError):
        return None
    if symbol is None or not keys:
        return None
    expected = {*tone_classes(symbol), bass_class(symbol)}
    same = {k % 12 for k in keys} == expected and min(keys) % 12 == bass_class(symbol)
    return symbol if same else None


def _blocks(part: MidiPart, ticks: int) -> list[list[MidiNote]]:
    """Return the notes by when they are struck, together as fingers are."""
    out: list[list[MidiNote]] = []
    for note in part.notes:
        if out and note.start - out[-1][0].start <= ticks * TOGETHER_QUARTERS:
            out[-1].append(note)
        else:
            out.append([note])
    return out
