"""A chart as a MIDI file: melody with its words, chords to play along with, form and tempo map."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from tonmeister.exchange.midi_out import (
    FIRST,
    Event,
    Grid,
    markers,
    note_events,
    private,
    save,
    song_events,
    track,
)
from tonmeister.model import Chart, ChordSymbol
from tonmeister.music.chord_kinds import bass_class, tone_classes
from tonmeister.music.chords import Chord, lowest, voicing
from tonmeister.music.chords_under import chords_under
from tonmeister.music.clock import key_at
from tonmeister.music.spelling import spelled
from tonmeister.studio.probe import Unusable

OURS = "tonmeister chart"
MELODY, CHORDS = "Melody", "Chords"
MELODY_VELOCITY, CHORD_VELOCITY = 100, 70
LOWEST_BASS, LOW, HIGH, NEAR = 36, 50, 74, (60, 64, 67)


def write_chart_midi(path: Path, chart: Chart, *, every_bar: bool = False) -> None:
    """Write a chart as MIDI type 1: the song's map, then the melody, then the chords.

    A pickup lies in a whole bar before the first downbeat. ``every_bar`` sets a marker at each
    bar, otherwise one at each section.
    """
    grid = Grid(chart, _places(chart))
    first = [*_ours(chart, grid), *song_events(chart, grid)]
    first += markers(chart, grid, every_bar=every_bar)
    tracks = [track(chart.title, first, grid.end)]
    if chart.melody:
        tracks.append(track(MELODY, _melody(chart, grid), grid.end))
    if chart.chords:
        tracks.append(track(CHORDS, _chords(chart, grid), grid.end))
    save(path, tracks, grid.ticks)


def write_tempo_midi(path: Path, chart: Chart) -> None:
    """Write the tempo map alone, with a marker at every bar: import it before you record."""
    grid = Grid(chart, _places(chart))
    events = [*_ours(chart, grid), *song_events(chart, grid), *markers(chart, grid, every_bar=True)]
    save(path, [track(chart.title, events, grid.end)], grid.ticks)


def voicings(symbols: list[ChordSymbol]) -> list[tuple[int, ...]]:
    """Return each chord as keys of a piano: the bass below, the tones near where the hand is."""
    near, out = NEAR, []
    for symbol in symbols:
        hand = voicing(_close(symbol), near, LOW, HIGH)
        near = (hand[0], hand[len(hand) // 2], hand[-1])
        bass = lowest(bass_class(symbol), LOWEST_BASS)
        out.append((bass, *(p for p in hand if p > bass)))
    return out


def _close(symbol: ChordSymbol) -> Chord:
    """Return a chord with its tones in the order of the keyboard, from the root up."""
    root, *_ = tones = tone_classes(symbol)
    close = sorted(set(tones), key=lambda tone: (tone - root) % 12)
    return Chord(root, tuple(close), bass_class(symbol))


def _places(chart: Chart) -> Iterator[Fraction]:
    for note in chart.melody:
        yield from (note.start_quarters, note.length_quarters)
    for chord in chart.chords:
        yield from (chord.start_quarters, chord.length_quarters)
    yield from (key.at_quarters for key in chart.keys)
    yield from (tempo.at_quarters for tempo in chart.tempos)


def _ours(chart: Chart, grid: Grid) -> list[Event]:
    """Say what a MIDI file has no word for, so that it can be read back."""
    words = f"{OURS}: bars {chart.bars}, pickup bars {grid.pickup_bars}, feel {chart.feel}"
    out = [private(0, words)]
    if chart.composer:
        out.append(private(0, f"composer {chart.composer}"))
    return out


def _melody(chart: Chart, grid: Grid) -> list[Event]:
    from mido import MetaMessage as Meta

    out: list[Event] = []
    under = chords_under(chart.chords)
    for note in chart.melody:
        if not 0 <= note.pitch.midi <= 127:
            raise Unusable(f"the note {note.pitch.name} lies outside of what MIDI can say")
        start = grid.tick(note.start_quarters)
        end = grid.tick(note.start_quarters + note.length_quarters)
        chord = under(note.start_quarters)
        if spelled(note.pitch.midi, key_at(chart, note.start_quarters), chord) != note.pitch:
            out.append(private(start, f"note {note.pitch.name}"))
        if note.syllable:
            out.append((start, FIRST + 1, Meta("lyrics", text=note.syllable)))
        out += note_events(start, end, note.pitch.midi, MELODY_VELOCITY, 0)
    return out


def _chords(chart: Chart, grid: Grid) -> list[Event]:
    from mido import MetaMessage as Meta

    out: list[Event] = []
    keys = voicings([c.symbol for c in chart.chords])
    for chord, played in zip(chart.chords, keys, strict=True):
        start = grid.tick(chord.start_quarters)
        end = grid.tick(chord.start_quarters + chord.length_quarters)
        out.append((start, FIRST + 1, Meta("text", text=chord.symbol.name)))
        for midi in played:
            out += note_events(start, end, midi, CHORD_VELOCITY, 1)
    return out
