"""The map of a MIDI song: where its first downbeat lies, its meters, tempos and keys."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from tonmeister.exchange.midi_in import MidiSong
from tonmeister.model import Chart, KeyAt, MeterAt, TempoAt
from tonmeister.music.chord_names import read_note
from tonmeister.music.clock import bar_of, bar_start
from tonmeister.music.key_from_notes import key_from_notes

SLOWEST_BPM, FASTEST_BPM = 4.0, 1000.0
FOREIGN_SHARE = 0.2
WHITE = {0, 2, 4, 5, 7, 9, 11}


def quarters_of(song: MidiSong, tick: int, shift: Fraction) -> Fraction:
    """Return a tick's place in quarter notes from the first downbeat."""
    return Fraction(tick, song.ticks) - shift


def pickup_in(song: MidiSong, chart: Chart, bars: int) -> Fraction:
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


def meters_in(song: MidiSong, shift: Fraction = Fraction(0)) -> tuple[MeterAt, ...]:
    """Return the time signatures, each from its bar on."""
    out = [MeterAt(bar=0)]
    for tick, beats, unit in song.meters:
        at = quarters_of(song, tick, shift)
        probe = Chart(title="", meters=tuple(out))
        bar = max(0, bar_of(probe, at)) if at > 0 else 0
        bar += at > bar_start(probe, bar)
        out = [*(m for m in out if m.bar < bar), MeterAt(bar=bar, beats=beats, unit=unit)]
    same = [m for n, m in enumerate(out)
            if n == 0 or (m.beats, m.unit) != (out[n - 1].beats, out[n - 1].unit)]  # fmt: skip
    return tuple(same)


def tempos_in(song: MidiSong, shift: Fraction) -> tuple[TempoAt, ...]:
    """Return the tempo map; 120 BPM, as MIDI has it, where none is told."""
    out: dict[Fraction, TempoAt] = {}
    for tick, tempo_us in song.tempos or [(0, 500_000)]:
        at = quarters_of(song, tick, shift) if tick else Fraction(0)
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


def keys_in(song: MidiSong, shift: Fraction, said: list[str], *, ours: bool) -> tuple[KeyAt, ...]:
    """Return the keys as told, else by the notes; ``said`` takes what a person should know."""
    named = {tick: t.removeprefix("key ") for tick, t in song.private if t.startswith("key ")}
    out: dict[Fraction, KeyAt] = {}
    for tick, name in song.keys:
        at = quarters_of(song, tick, shift) if tick else Fraction(0)
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
