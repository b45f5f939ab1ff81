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
from tonmeister.exchange.midi_parts import chords_in, melody_part, top_line
from tonmeister.model import Chart, ChartNote, ChartSection, Feel, KeyAt, MeterAt, TempoAt
from tonmeister.music.chart_lines import pitch_of
from tonmeister.music.chord_names import read_note
from tonmeister.music.chords_under import chords_under
from tonmeister.music.clock import bar_count, bar_of, bar_start, key_at
from tonmeister.music.key_from_notes import key_from_notes
from tonmeister.music.spelling import spelled
from tonmeister.music.written_time import is_written, tidied, written

SLOWEST_BPM, FASTEST_BPM = 4.0, 1000.0
FOREIGN_SHARE = 0.2
WHITE = {0, 2, 4, 5, 7, 9, 11}
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
    chart = Chart(title=song.title if ours else song.title or path.stem, meters=_meters(song))
    shift = _pickup(song, chart, 0 if ours is None else int(ours[2]))
    chart = replace(chart, meters=_meters(song, shift), tempos=_tempos(song, shift))
    said: list[str] = []
    if not song.tempos:
        said.append("The file tells no tempo: 120 BPM, as MIDI takes it then.")
    if ours:
        by = next((t.removeprefix("composer ") for _, t in song.private
                   if t.startswith("composer ")), "")  # fmt: skip
        chart = replace(chart, bars=int(ours[1]), feel=FEELS[ours[3]], composer=by)
    part = melody_part(song)
    spans = _spans(song, part, shift, said, exactly=ours is not None)
    chart = replace(chart, keys=_keys(song, shift, said, ours=ours is not None))
    block = next((p for p in song.parts if p.name == CHORDS), None) if ours else None
    chords = chords_in(song, part, block, shift, chart)
    chart = replace(chart, chords=chords)
    chart = replace(chart, melody=_melody(chart, part, spans, song, shift))
    return replace(chart, sections=_sections(song, chart, shift), notes=tuple(said))


def _quarters(song: MidiSong, tick: int, shift: Fraction) -> Fraction:
    return Fraction(tick, song.ticks) - shift


def _pickup(song: MidiSong, chart: Chart, bars: int) -> Fraction:
    """Return where the first downbeat lies: behind the bars of our own pickup, or behind a short
    first bar with a time signature of its own, as notation programs write it.
    """
    if bars:
        return bars * chart.meters[0].bar_quarters
    if len(song.meters) > 1:
        (_, beats, unit), (at, more, unit_then) = song.meters[:2]
        short = Fraction(4 * beats, unit)
        if Fraction(at, song.ticks) == short < Fraction(4 * more, unit_then):
            song.meters = [(0, more, unit_then), *song.meters[2:]]
            return short
    return Fraction(0)


def _meters(song: MidiSong, shift: Fraction = Fraction(0)) -> tuple[MeterAt, ...]:
    out = [MeterAt(bar=0)]
    for tick, beats, unit in song.meters:
        at = _quarters(song, tick, shift)
        probe = Chart(title="", meters=tuple(out))
        bar = max(0, bar_of(probe, at)) if at > 0 else 0
        bar += at > bar_start(probe, bar)
        out = [*(m for m in out if m.bar < bar), MeterAt(bar=bar, beats=beats, unit=unit)]
    same = [m for n, m in enumerate(out)
            if n == 0 or (m.beats, m.unit) != (out[n - 1].beats, out[n - 1].unit)]  # fmt: skip
    return tuple(same)


def _tempos(song: MidiSong, shift: Fraction) -> tuple[TempoAt, ...]:
    out: dict[Fraction, TempoAt] = {}
    for tick, tempo_us in song.tempos or [(0, 500_000)]:
        at = _quarters(song, tick, shift) if tick else Fraction(0)
        bpm = min(max(_plain_bpm(tempo_us), SLOWEST_BPM), FASTEST_BPM)
        out[at] = TempoAt(at_quarters=at, quarter_bpm=bpm)
    rows = [out[at] for at in sorted(out)]
    if rows[0].at_quarters > 0:
        rows = [TempoAt(at_quarters=Fraction(0), quarter_bpm=120.0), *rows]
    return tuple(rows)


def _plain_bpm(tempo_us: int) -> float:
    """Return the plainest tempo that a file holds as so many microseconds."""
    exact = 60e6 / tempo_us
    ways = (round(exact, digits) for digits in range(7))
    return next((bpm for bpm in ways if bpm > 0 and round(60e6 / bpm) == tempo_us), exact)


def _keys(song: MidiSong, shift: Fraction, said: list[str], *, ours: bool) -> tuple[KeyAt, ...]:
    named = {tick: t.removeprefix("key ") for tick, t in song.private if t.startswith("key ")}
    out: dict[Fraction, KeyAt] = {}
    for tick, name in song.keys:
        at = _quarters(song, tick, shift) if tick else Fraction(0)
        minor = name.endswith("m")
        tonic, mode = name.removesuffix("m"), "minor" if minor else "major"
        if " " in named.get(tick, ""):
            tonic, _, mode = named[tick].partition(" ")
        out[at] = KeyAt(at_quarters=at, tonic_fifths=read_note(tonic), mode=mode)
    played = [(n.midi, n.end - n.start) for p in song.parts if not p.drums for n in p.notes]
    heard = key_from_notes(played)
    if not out:
        said.append(f"The file tells no key: {heard.name}, by its notes.")
        return (heard,)
    foreign = sum(length for midi, length in played if midi % 12 not in WHITE)
    only_c = [(k.tonic_fifths, k.mode) for k in out.values()] == [(0, "major")]
    if only_c and not ours and foreign > FOREIGN_SHARE * sum(length for _, length in played):
        said.append(f"The file says C major, as many do unasked; its notes say {heard.name}.")
        return (heard,)
    rows = [out[at] for at in sorted(out)]
    return (replace(rows[0], at_quarters=min(rows[0].at_quarters, Fraction(0))), *rows[1:])


def _spans(
    song: MidiSong, part: MidiPart, shift: Fraction, said: list[str], *, exactly: bool
) -> list[tuple[Fraction, Fraction, int]]:
    """Return the melody's notes as (start, length, key), one at a time."""
    line = top_line(part)
    if len(line) < len(part.notes):
        name = repr(part.name) if part.name else "the track"
        said.append(f"Of {name} the top line was taken as the melody.")
    spans = [(_quarters(song, n.start, shift), Fraction(n.end - n.start, song.ticks)) for n in line]
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
    words = {_quarters(song, tick, shift): text for tick, text in _syllables(source.lyrics)}
    names = {
        _quarters(song, tick, shift): pitch_of(match[1])
        for tick, said in song.private
        if (match := _NOTE.fullmatch(said))
    }
    under = chords_under(chart.chords)
    line = top_line(part)
    begun = [_quarters(song, note.start, shift) for note in line]
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
            marks[max(0, bar_of(chart, _quarters(song, tick, shift)))] = name
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
