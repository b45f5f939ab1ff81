"""A MIDI file read as a chart: its map, its melody with the words, its chords, its form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from tonmeister.exchange.chart_midi import CHORDS, OURS
from tonmeister.exchange.midi_in import MidiError, MidiPart, MidiSong, read_midi
from tonmeister.exchange.midi_map import keys_in, meters_in, pickup_in, quarters_of, tempos_in
from tonmeister.exchange.midi_parts import chords_in, melody_part, top_line
from tonmeister.model import Chart, ChartNote, ChartSection, Feel
from tonmeister.music.chart_lines import pitch_of
from tonmeister.music.chords_under import chords_under
from tonmeister.music.clock import bar_count, bar_of, key_at
from tonmeister.music.spelling import spelled
from tonmeister.music.written_time import is_written, tidied, written

_OURS = re.compile(OURS + r": bars (\d+), pickup bars (\d+), feel (straight|triplet|swing)")
_NOTE = re.compile(r"note ([A-G](?:#*|b*)-?\d{1,2})")
_BAR = re.compile(r"(?:bar|measure) ?\d+(?:: (.*))?|\d+", re.IGNORECASE)
FEELS: dict[str, Feel] = {"straight": "straight", "triplet": "triplet", "swing": "swing"}


def read_chart_midi(path: Path) -> Chart:
    """Read a chart from MIDI; raises ``MidiError``.

    The melody is the track called so, else the one that is most a single line. What was played
    freely is written to the nearest sixteenth or triplet; the chart's notes say so.
    """
    song = read_midi(path)
    if not any(part.notes for part in song.parts):
        raise MidiError(f"{path.name} holds no notes")
    ours = next((m for _, t in song.private if (m := _OURS.fullmatch(t))), None)
    chart = Chart(title=song.title if ours else song.title or path.stem, meters=meters_in(song))
    shift = pickup_in(song, chart, 0 if ours is None else int(ours[2]))
    chart = replace(chart, meters=meters_in(song, shift), tempos=tempos_in(song, shift))
    said: list[str] = []
    if not song.tempos:
        said.append("The file tells no tempo: 120 BPM, as MIDI takes it then.")
    if ours:
        by = next((t.removeprefix("composer ") for _, t in song.private
                   if t.startswith("composer ")), "")  # fmt: skip
        chart = replace(chart, bars=int(ours[1]), feel=FEELS[ours[3]], composer=by)
    part = melody_part(song)
    spans = _spans(song, part, shift, said, exactly=ours is not None)
    chart = replace(chart, keys=keys_in(song, shift, said, ours=ours is not None))
    block = next((p for p in song.parts if p.name == CHORDS), None) if ours else None
    chords = chords_in(song, part, block, shift, chart)
    chart = replace(chart, chords=chords)
    chart = replace(chart, melody=_melody(chart, part, spans, song, shift))
    return replace(chart, sections=_sections(song, chart, shift), notes=tuple(said))


def _spans(
    song: MidiSong, part: MidiPart, shift: Fraction, said: list[str], *, exactly: bool
) -> list[tuple[Fraction, Fraction, int]]:
    """Return the melody's notes as (start, length, key), one at a time."""
    line = top_line(part)
    if len(line) < len(part.notes):
        name = repr(part.name) if part.name else "the track"
        said.append(f"Of {name} the top line was taken as the melody.")
    spans = [
        (quarters_of(song, n.start, shift), Fraction(n.end - n.start, song.ticks)) for n in line
    ]
    edges = [edge for start, length in spans for edge in (start, start + length)]
    if not exactly and not is_written(edges):
        said.append("It was played freely: written to the nearest sixteenth or triplet.")
        spans = written(spans)
    elif not exactly:
        spans = tidied(spans)
    return [(*span, note.midi) for span, note in zip(spans, line, strict=True)]


def _melody(
    chart: Chart,
    part: MidiPart,
    spans: list[tuple[Fraction, Fraction, int]],
    song: MidiSong,
    shift: Fraction,
) -> tuple[ChartNote, ...]:
    source = part if part.lyrics else next((p for p in song.parts if p.lyrics), part)
    words = {quarters_of(song, tick, shift): text for tick, text in _syllables(source.lyrics)}
    names = {
        quarters_of(song, tick, shift): pitch_of(match[1])
        for tick, said in song.private
        if (match := _NOTE.fullmatch(said))
    }
    under = chords_under(chart.chords)
    line = top_line(part)
    begun = [quarters_of(song, note.start, shift) for note in line]
    out: list[ChartNote] = []
    for place, ((start, length, midi), heard) in enumerate(zip(spans, begun, strict=True)):
        following = spans[place + 1][0] if place + 1 < len(spans) else start + length
        length = min(length, following - start)
        if length <= 0:
            continue
        pitch = spelled(midi, key_at(chart, start), under(start))
        if heard in names and names[heard].midi == midi:
            pitch = names[heard]
        out.append(
            ChartNote(
                start_quarters=start,
                length_quarters=length,
                pitch=pitch,
                syllable=words.get(heard, ""),
            )
        )
    return tuple(out)


def _syllables(lyrics: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return syllables as a chart has them. Karaoke files set a space where a word ends, and
    slashes where a line does; in a chart a "-" says that the word goes on.
    """
    spaced = any(text.endswith(" ") for _, text in lyrics)
    if not spaced:
        return [(tick, text.strip("\r\n")) for tick, text in lyrics]
    out = []
    for tick, text in lyrics:
        plain = text.strip("\r\n/\\ ")
        goes_on = plain and not text.endswith((" ", "\r", "\n")) and plain[-1].isalpha()
        out.append((tick, plain + "-" if goes_on else plain))
    return out


def _sections(song: MidiSong, chart: Chart, shift: Fraction) -> tuple[ChartSection, ...]:
    """Return sections from markers, each to the next one."""
    marks: dict[int, str] = {}
    for tick, text in song.markers:
        match = _BAR.fullmatch(text)
        name = text if match is None else match[1] or ""
        if name:
            marks[max(0, bar_of(chart, quarters_of(song, tick, shift)))] = name
    end = bar_count(chart)
    firsts = sorted(marks)
    letters: dict[str, str] = {}
    out = []
    for first, following in pairwise([*firsts, max(end, max(firsts, default=0) + 1)]):
        name = marks[first]
        plain = re.sub(r"[\s\d]+$", "", name).casefold() or name
        letter = letters.setdefault(plain, chr(ord("A") + len(letters) % 26))
        bars = following - first
        out.append(ChartSection(name=name, first_bar=first, bars=bars, letter=letter))
    return tuple(out)
