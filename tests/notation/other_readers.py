"""Our files as other programs read them: music21, MuseScore."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from tonmeister.model import Chart
from tonmeister.music.clock import pickup_quarters

Written = tuple[Fraction, Fraction, str, str]
"""Start, length, pitch as spelled, syllable."""


@dataclass(frozen=True)
class Seen:
    """What a program found in a file: notes, and chords as (start, root, bass, pitch classes)."""

    notes: list[Written]
    chords: list[tuple[Fraction, str, str, frozenset[int]]]


def expected(chart: Chart) -> Seen:
    """What every reader should find in a chart."""
    from tonmeister.model.chart import fifths_name
    from tonmeister.music.chord_kinds import bass_class, tone_classes

    notes = [
        (n.start_quarters, n.length_quarters, n.pitch.name, n.syllable.removesuffix("-"))
        for n in chart.melody
    ]
    chords = []
    for chord in chart.chords:
        symbol = chord.symbol
        low = symbol.root_fifths if symbol.bass_fifths is None else symbol.bass_fifths
        names = fifths_name(symbol.root_fifths), fifths_name(low)
        chords.append(
            (chord.start_quarters, *names, frozenset({*tone_classes(symbol), bass_class(symbol)}))
        )
    return Seen(notes, chords)


def by_music21(path: Path, chart: Chart) -> Seen:
    """Read a file by music21."""
    from music21 import converter, harmony

    score = converter.parse(str(path), forceSource=True)
    part = score.parts[0]
    late = pickup_quarters(chart)
    first = part.getElementsByClass("Measure")[0]
    late = Fraction(first.duration.quarterLength) if late else late
    notes: list[Written] = []
    flat = part.flatten()
    for note in flat.notes:
        if isinstance(note, harmony.ChordSymbol):
            continue
        start = _exact(note.offset) - late
        length = _exact(note.quarterLength)
        name = note.pitch.nameWithOctave.replace("-", "b")
        if note.tie is not None and note.tie.type in ("stop", "continue"):
            last = notes[-1]
            assert last[2] == name, "a tie goes to another note"
            assert last[0] + last[1] == start, "a tie goes over a gap"
            notes[-1] = (last[0], last[1] + length, name, last[3])
        else:
            notes.append((start, length, name, note.lyric or ""))
    chords = []
    for symbol in flat.getElementsByClass(harmony.ChordSymbol):
        if isinstance(symbol, harmony.NoChord):
            continue
        root, bass = symbol.root().name.replace("-", "b"), symbol.bass().name.replace("-", "b")
        classes = frozenset(p.pitchClass for p in symbol.pitches)
        if "13th" in symbol.chordKind:  # we leave its eleventh out, as players do
            classes -= {(symbol.root().pitchClass + 5) % 12} - {symbol.bass().pitchClass}
        chords.append((_exact(symbol.offset) - late, root, bass, classes))
    return Seen(notes, chords)


def _exact(quarters: float | Fraction) -> Fraction:
    return Fraction(quarters).limit_denominator(96)
