"""How a song begins and ends: an intro before the melody, a last chord that rings."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from tonmeister.knowledge.styles import Style
from tonmeister.model import Chart, ChartChord, ChartSection, ChordSymbol, TempoAt
from tonmeister.music.chord_kinds import semitones
from tonmeister.music.clock import bar_count, bar_of, bar_start, key_at, meter_at, tempo_at

SHORT_SONG_BARS = 16
MINOR = {"minor", "natural minor", "harmonic minor", "melodic minor", "dorian", "phrygian",
         "aeolian", "locrian"}  # fmt: skip


def moved(chart: Chart, bars: int) -> Chart:
    """Return the chart so many bars later; what it begins with (key, meter, tempo) begins it."""
    by = bars * chart.meters[0].bar_quarters
    keys = tuple(
        k if k is chart.keys[0] else replace(k, at_quarters=k.at_quarters + by) for k in chart.keys
    )
    tempos = tuple(
        t if t is chart.tempos[0] else replace(t, at_quarters=t.at_quarters + by)
        for t in chart.tempos
    )
    meters = tuple(m if m is chart.meters[0] else replace(m, bar=m.bar + bars)
                   for m in chart.meters)  # fmt: skip
    return replace(
        chart, keys=keys, meters=meters, tempos=tempos,
        melody=tuple(replace(n, start_quarters=n.start_quarters + by) for n in chart.melody),
        chords=tuple(replace(c, start_quarters=c.start_quarters + by) for c in chart.chords),
        sections=tuple(replace(s, first_bar=s.first_bar + bars) for s in chart.sections),
        bars=chart.bars + bars if chart.bars else 0,
    )  # fmt: skip


def with_intro(chart: Chart, style: Style) -> tuple[Chart, str | None]:
    """Return the chart with an intro where the melody would begin at once, and why, in words.

    The intro plays the first bars' chords, or the last ones' (a turnaround), as the style does;
    a short song gets half of it.
    """
    count = bar_count(chart)
    wanted = style.form.intro_bars
    if not chart.melody or not wanted or chart.sections[0].name.casefold().startswith("intro"):
        return chart, None
    if min(n.start_quarters for n in chart.melody) >= bar_start(chart, 1):
        return chart, None
    bars = min(wanted, 2) if count < SHORT_SONG_BARS else wanted
    meter = chart.meters[0]
    turnaround = style.form.intro_chords == "last" and meter_at(chart, count - 1) == meter
    from_bar = max(0, count - bars) if turnaround else 0
    later = moved(chart, bars)
    start = bar_start(chart, from_bar)
    end = start + bars * meter.bar_quarters
    chords: list[ChartChord] = []
    for chord in chart.chords:
        first = max(chord.start_quarters, start)
        last = min(chord.start_quarters + chord.length_quarters, end)
        if last > first:
            chords.append(
                replace(chord, start_quarters=first - start, length_quarters=last - first)
            )
    if not chords:
        return chart, None
    intro = ChartSection(name="Intro", first_bar=0, bars=bars)
    which = "last" if turnaround else "first"
    said = (
        f"The melody would begin at once: I put {bars} bars of intro before it, "
        f"on the chords of the {which} bars; bar 1 of the chart is now bar {bars + 1}."
    )
    return replace(later, chords=(*chords, *later.chords), sections=(intro, *later.sections)), said


def with_count_in(chart: Chart) -> tuple[Chart, str | None]:
    """Return the chart a bar later where its melody begins before the first bar, and why."""
    early = [n for n in chart.melody if n.start_quarters < 0]
    if not early:
        return chart, None
    bars = -bar_of(chart, min(n.start_quarters for n in early))
    later = moved(chart, bars)
    first = ChartSection(name="Count-in", first_bar=0, bars=bars)
    said = (
        f"The tune has a pickup: {bars} bar of counting in; "
        f"bar 1 of the chart is now bar {bars + 1}."
    )
    return replace(later, sections=(first, *later.sections)), said


def with_last_chord(chart: Chart) -> tuple[Chart, str]:
    """Return the chart so that its last bar can ring, and why, in words.

    A song whose last bar is its tonic alone ends there; any other gets a bar of the tonic more.
    """
    count = bar_count(chart)
    start = bar_start(chart, count - 1)
    end = bar_start(chart, count)
    inside = [c for c in chart.chords if c.start_quarters + c.length_quarters > start
              and c.start_quarters < end]  # fmt: skip
    key = key_at(chart, start)
    tonic = semitones(key.tonic_fifths)
    sung = [
        n
        for n in chart.melody
        if n.start_quarters >= start + meter_at(chart, count - 1).beat_quarters
    ]
    one = len(inside) == 1 and semitones(inside[0].symbol.root_fifths) == tonic
    if one and inside[0].symbol.bass_fifths is None and not sung:
        return chart, f"Bar {count}: the last chord, {inside[0].symbol.name}, is struck and rings."
    quality = "m" if key.mode in MINOR else ""
    last = max(chart.chords, key=lambda c: c.start_quarters).symbol
    same = semitones(last.root_fifths) == tonic and last.quality not in ("7", "9", "13", "7sus4")
    symbol = (
        ChordSymbol(last.root_fifths, last.quality)
        if same
        else ChordSymbol(key.tonic_fifths, quality)
    )
    meter = meter_at(chart, count)
    chord = ChartChord(start_quarters=end, length_quarters=meter.bar_quarters, symbol=symbol)
    sections = (*chart.sections[:-1], replace(chart.sections[-1], bars=chart.sections[-1].bars + 1))
    why = "the melody goes on to the end" if one or same else f"the chart ends on {last.name}"
    said = f"Bar {count + 1} is mine: {why}, so a bar of {symbol.name} rings after it."
    longer = replace(chart, chords=(*chart.chords, chord), sections=sections, bars=count + 1)
    return longer, said


def with_ritard(chart: Chart, percent: float) -> tuple[Chart, str | None]:
    """Return the chart slowing down, beat by beat, through the bar before the last."""
    count = bar_count(chart)
    if percent <= 0.0 or count < 4:
        return chart, None
    meter = meter_at(chart, count - 2)
    start, end = bar_start(chart, count - 2), bar_start(chart, count - 1)
    base = tempo_at(chart, end).quarter_bpm
    beats = max(1, int(meter.bar_quarters / meter.beat_quarters))
    slower = [
        TempoAt(
            at_quarters=start + n * meter.beat_quarters,
            quarter_bpm=round(base * (1.0 - percent / 100.0 * (n + 1) / beats), 3),
        )
        for n in range(beats)
    ]
    kept = tuple(t for t in chart.tempos if t.at_quarters < start or t is chart.tempos[0])
    rest = tuple(t for t in chart.tempos if t.at_quarters >= Fraction(end) and t not in kept)
    said = f"Bars {count - 1} and {count}: we slow down by {percent:.0f} %."
    return replace(chart, tempos=(*kept, *slower, *rest)), said
