"""Standard MIDI files, written: events in any order become tracks, the file is whole or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm
from pathlib import Path
from typing import Any

from tonmeister.model import Chart
from tonmeister.music.clock import bar_count, bar_start, pickup_quarters
from tonmeister.music.spelling import signature_fifths
from tonmeister.studio.disk import whole

TICKS = 960
MOST_TICKS = 32_767
PRIVATE = 0x7D
LONGEST_TEMPO_US = 16_777_215
FIRST, OFF, ON = 0, 2, 3
"""What comes first at one tick: words and settings (0, 1), then notes that end, then new ones."""

Event = tuple[int, int, Any]  # tick, order, message
MINOR = {"minor", "natural minor", "harmonic minor", "melodic minor", "aeolian"}
_MAJOR_KEYS = ("Cb", "Gb", "Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#", "C#")
_MINOR_KEYS = ("Abm", "Ebm", "Bbm", "Fm", "Cm", "Gm", "Dm", "Am", "Em", "Bm", "F#m", "C#m", "G#m",
               "D#m", "A#m")  # fmt: skip


class Grid:
    """Ticks of a chart: exact where a file can hold them; bar 0 comes behind the pickup."""

    def __init__(self, chart: Chart, places: Iterable[Fraction] = ()) -> None:
        self.ticks = fine_ticks(places)
        bar = chart.meters[0].bar_quarters
        self.pickup_bars = -int(-pickup_quarters(chart) // bar)
        self.shift = self.pickup_bars * bar
        self.end = self.tick(bar_start(chart, bar_count(chart)))

    def tick(self, at_quarters: Fraction | float) -> int:
        """Return the tick of a place; what lies before the file begins is at its beginning."""
        return max(0, round((at_quarters + self.shift) * self.ticks))


def fine_ticks(places: Iterable[Fraction]) -> int:
    """Return ticks a quarter note: 960, or the multiple of it that holds all places exactly."""
    ticks = TICKS
    for place in places:
        finer = lcm(ticks, place.denominator)
        ticks = finer if finer <= MOST_TICKS else ticks
    return ticks


def song_events(chart: Chart, grid: Grid) -> list[Event]:
    """Return tempo map, time signatures and keys as events of the first track."""
    from mido import MetaMessage as Meta

    out: list[Event] = []
    for n, meter in enumerate(chart.meters):
        at = grid.tick(bar_start(chart, meter.bar)) if n else 0
        sign = Meta("time_signature", numerator=meter.beats, denominator=meter.unit)
        out.append((at, FIRST, sign))
    for n, key in enumerate(chart.keys):
        sharps, minor = signature_fifths(key), key.mode in MINOR
        sharps = sharps if abs(sharps) <= 7 else (sharps + 6) % 12 - 6
        name = (_MINOR_KEYS if minor else _MAJOR_KEYS)[sharps + 7]
        at = grid.tick(key.at_quarters) if n else 0
        out.append((at, FIRST, Meta("key_signature", key=name)))
        if key.mode not in ("major", "minor") or abs(signature_fifths(key)) > 7:
            out.append(private(at, f"key {key.name}"))
    for n, tempo in enumerate(chart.tempos):
        tempo_us = min(round(60e6 / tempo.quarter_bpm), LONGEST_TEMPO_US)
        at = grid.tick(tempo.at_quarters) if n else 0
        out.append((at, FIRST, Meta("set_tempo", tempo=tempo_us)))
    return out


def markers(chart: Chart, grid: Grid, *, every_bar: bool = False) -> list[Event]:
    """Return a marker where each section begins, or one at every bar."""
    from mido import MetaMessage as Meta

    names = {s.first_bar: s.name for s in chart.sections}
    bars = range(bar_count(chart)) if every_bar else sorted(names)
    out = []
    for bar in bars:
        text = names.get(bar, "")
        if every_bar:
            text = f"bar {bar + 1}: {text}" if text else f"bar {bar + 1}"
        out.append((grid.tick(bar_start(chart, bar)), FIRST + 1, Meta("marker", text=text)))
    return out


def private(tick: int, words: str) -> Event:
    """Return words that only we read: a sequencer's own event, of no manufacturer (7D)."""
    from mido import MetaMessage

    data = (PRIVATE, *words.encode("utf-8", "replace"))
    return tick, FIRST, MetaMessage("sequencer_specific", data=data)


def note_events(start: int, end: int, midi: int, velocity: int, channel: int) -> list[Event]:
    """Return a note's beginning and end; it lasts at least a tick."""
    from mido import Message

    on = Message("note_on", channel=channel, note=midi, velocity=velocity)
    off = Message("note_off", channel=channel, note=midi, velocity=0)
    return [(start, ON, on), (max(end, start + 1), OFF, off)]


def track(name: str, events: Sequence[Event], end: int = 0) -> Any:
    """Return a track of events in any order, at least ``end`` ticks long."""
    import mido

    out = mido.MidiTrack([mido.MetaMessage("track_name", name=name, time=0)])
    now = 0
    for tick, _, message in sorted(events, key=lambda event: event[:2]):
        out.append(message.copy(time=tick - now))
        now = tick
    out.append(mido.MetaMessage("end_of_track", time=max(0, end - now)))
    return out


def save(path: Path, tracks: Sequence[Any], ticks: int) -> None:
    """Write a file of type 1; words are UTF-8."""
    import mido

    file = mido.MidiFile(type=1, ticks_per_beat=ticks, charset="utf-8")
    file.tracks += tracks
    with whole(path) as part:
        file.save(str(part))
