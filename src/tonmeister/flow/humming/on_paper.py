"""What was heard, as a chart: exact times, spelled notes, chords in three rows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from tonmeister.flow.humming.asked import HumAsked
from tonmeister.knowledge.harmony import harmony
from tonmeister.listening.humming.beat_times import beat_times
from tonmeister.listening.humming.hum_note import HumNote
from tonmeister.listening.humming.pulse import Pulse
from tonmeister.listening.humming.written_rhythm import written_rhythm
from tonmeister.model import Chart, ChartChord, ChartNote, ChordSymbol, KeyAt, MeterAt, TempoAt
from tonmeister.music.harmony.melody_key import KeyFound, melody_keys
from tonmeister.music.harmony.rows import Flavour, carried, chord_rows
from tonmeister.music.harmony.tables import Tone
from tonmeister.music.spelling import spelled

HARMONY, WEIGHED = 4.5, 12
"""What it counts that chords carry the melody well, fitted with the weights of ``pulse``; how
many readings of the beat are asked."""
IN_FOUR, SHORT_BARS, SAME_BEAT_RATIO = 3.0, 12, 0.03
NEW_TEMPO_RATIO = 0.015
"""A bar gets a tempo of its own when it differs by so much from the one before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPaper:
    """A chart, its three rows of chords, and the keys it may be in (the likeliest first)."""

    chart: Chart
    rows: Mapping[Flavour, tuple[ChartChord, ...]]
    keys: Sequence[KeyFound]


def on_paper(notes: Sequence[HumNote], pulse: Pulse, asked: HumAsked, title: str) -> OnPaper:
    """Write a chart from the notes and one reading of their beat."""
    meter, tones, bars = in_bars(notes, pulse)
    keys = melody_keys(tones, meter)
    key = asked.key or keys[0].at()
    rows = chord_rows(tones, key, meter, bars, harmony(key.mode))
    first_s, tempos = _tempos(notes, pulse, meter, bars)
    chords = rows[asked.chords]
    others = (k for k in keys if k.at().name != key.name)
    chart = Chart(
        title=title, keys=(key,), meters=(meter,), tempos=tempos, first_s=first_s,
        feel="triplet" if pulse.rhythm.triplet else "straight",
        melody=_melody(notes, tones, key, chords), chords=chords, bars=bars,
        alternatives_bpm=(round(2.0 * pulse.beat_bpm, 1), round(0.5 * pulse.beat_bpm, 1)),
        runner_up=next(others).at().name,
    )  # fmt: skip
    return OnPaper(chart=chart, rows=rows, keys=keys)


def in_bars(notes: Sequence[HumNote], pulse: Pulse) -> tuple[MeterAt, list[Tone], int]:
    """Return the meter, the notes as they are written in it, and how many bars they fill."""
    meter = MeterAt(bar=0, beats=pulse.rhythm.beats, unit=pulse.rhythm.unit)
    rhythm = written_rhythm(pulse, meter.beat_quarters, [n.end_s - n.start_s for n in notes])
    tones = [Tone(a, b, n.midi) for (a, b), n in zip(rhythm, notes, strict=True)]
    return meter, tones, max(1, math.ceil(tones[-1].end / meter.bar_quarters))


def by_harmony(
    notes: Sequence[HumNote], readings: Sequence[Pulse], key: KeyAt | None
) -> list[Pulse]:
    """Sort the likeliest readings of the beat by how well chords carry the melody in them, too."""
    weighed = []
    for pulse in readings[:WEIGHED]:
        meter, tones, bars = in_bars(notes, pulse)
        found = key or melody_keys(tones, meter)[0].at()
        fit = carried(tones, found, meter, bars, harmony(found.mode))
        weighed.append(replace(pulse, cost=pulse.cost + HARMONY * fit))
    return _rather_in_four(sorted(weighed, key=lambda pulse: pulse.cost))


def _rather_in_four(readings: list[Pulse]) -> list[Pulse]:
    """Write four in a bar where two fit little better and would make a long row of short bars."""
    first = readings[0]
    if first.rhythm.meter != "2/4" or first.steps[-1] < SHORT_BARS * first.rhythm.steps:
        return readings
    for pulse in readings:
        same_beat = abs(pulse.beat_s / first.beat_s - 1.0) < SAME_BEAT_RATIO
        same_bars = (pulse.steps[0] - first.steps[0]) % first.rhythm.steps == 0
        near = pulse.cost - first.cost < IN_FOUR
        if pulse.rhythm.name == "4/4" and same_beat and same_bars and near:
            return [pulse, *(p for p in readings if p is not pulse)]
    return readings


def _melody(
    notes: Sequence[HumNote], tones: Sequence[Tone], key: KeyAt, chords: Sequence[ChartChord]
) -> tuple[ChartNote, ...]:
    return tuple(
        ChartNote(
            start_quarters=tone.start, length_quarters=tone.length,
            pitch=spelled(tone.midi, key, _over(chords, tone.start)),
            cents=round(note.off_cents, 1),
        )
        for tone, note in zip(tones, notes, strict=True)
    )  # fmt: skip


def _over(chords: Sequence[ChartChord], at: Fraction) -> ChordSymbol | None:
    return next((c.symbol for c in chords if 0 <= at - c.start_quarters < c.length_quarters), None)


def _tempos(
    notes: Sequence[HumNote], pulse: Pulse, meter: MeterAt, bars: int
) -> tuple[float, tuple[TempoAt, ...]]:
    """Return where the first downbeat is, and the tempo of each bar where it changes."""
    beats = pulse.steps / pulse.rhythm.steps_a_beat
    starts_s = np.array([n.start_s for n in notes])
    beat, per_bar = meter.beat_quarters, int(meter.bar_quarters / meter.beat_quarters)
    first = min(0, math.floor(beats[0]))
    last = max(bars * per_bar, math.ceil(beats[-1]) + 1)
    times_s = beat_times(beats, starts_s, first, last)
    tempos: list[TempoAt] = []
    for bar in range(bars):
        a, b = bar * per_bar - first, (bar + 1) * per_bar - first
        bpm = 60.0 * float(beat) * per_bar / float(times_s[b] - times_s[a])
        if not tempos or abs(bpm / tempos[-1].quarter_bpm - 1.0) > NEW_TEMPO_RATIO:
            at = bar * meter.bar_quarters
            tempos.append(TempoAt(at_quarters=at, quarter_bpm=round(bpm, 3)))
    return round(float(times_s[-first]), 4), tuple(tempos)
