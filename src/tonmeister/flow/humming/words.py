"""What was heard in a hum, told to the one who hummed it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from tonmeister.flow.humming.asked import HumAsked
from tonmeister.flow.humming.heard import HeardHum
from tonmeister.model import Chart, ChartChord, MeterAt
from tonmeister.music.clock import bar_of
from tonmeister.music.harmony.rows import FLAVOURS

CLOSE = 1.5
"""Readings whose costs lie nearer than this are told as doubtful."""
KEY_CLOSE = 0.06
UNSURE = 0.4
OFF_CENTS = 35.0


def told(heard: HeardHum, asked: HumAsked) -> list[str]:
    """Return the lines, the surest first, doubts last."""
    chart = heard.paper.chart
    meter = chart.meters[0]
    lines = [
        f"{len(chart.melody)} notes, {chart.melody[0].pitch.name} to start with; "
        f"lowest {_lowest(chart)}, highest {_highest(chart)}.",
        _tempo(heard, asked),
        f"Meter: {meter.beats}/{meter.unit}, {_feel(heard)}; {_downbeat(chart)}.",
        f"Key: {chart.keys[0].name}"
        + (" as you said." if asked.key else f"; runner-up {chart.runner_up}."),
    ]
    lines += [
        f"Chords, {name}: {spelled_row(heard.paper.rows[name], meter, chart.bars)}"
        for name in FLAVOURS
    ]
    lines.append(f"The chart holds the {asked.chords} row.")
    return lines + [f"Not sure: {doubt}." for doubt in doubts_of(heard, asked)]


def _tempo(heard: HeardHum, asked: HumAsked) -> str:
    bpm = heard.pulse.beat_bpm
    what = "dotted quarters" if heard.paper.chart.meters[0].unit == 8 else "quarters"
    if asked.click_bpm is not None or asked.taps_s is not None:
        by = "your click" if asked.click_bpm is not None else "your taps"
        return f"Tempo: {bpm:.0f} BPM ({what}), by {by}."
    bent = len(heard.paper.chart.tempos) > 1
    moves = "; it moves, so each bar has its own" if bent else ""
    return (
        f"Tempo: {bpm:.0f} BPM ({what}){moves}; else half of it, {0.5 * bpm:.0f}, or double, "
        f"{2.0 * bpm:.0f} (--click says which)."
    )


def _feel(heard: HeardHum) -> str:
    meter = heard.paper.chart.meters[0]
    if meter.unit == 8:
        return "beats in three"
    return "beats in three (triplets, a shuffle)" if heard.pulse.rhythm.triplet else "straight"


def _downbeat(chart: Chart) -> str:
    first = chart.melody[0].start_quarters
    if first < 0:
        count = "a quarter" if first == -1 else f"{-first} quarters"
        return f"a pickup of {count}, then the first downbeat at {chart.first_s:.2f} s"
    if first > 0:
        return f"the first bar begins at {chart.first_s:.2f} s, before the first note"
    return f"the first note is the downbeat, at {chart.first_s:.2f} s"


def spelled_row(chords: Sequence[ChartChord], meter: MeterAt, bars: int) -> str:
    """Write a row of chords bar by bar: ``D | Bm G | A``."""
    cells: list[list[str]] = [[] for _ in range(bars)]
    for chord in chords:
        cells[int(chord.start_quarters // meter.bar_quarters)].append(chord.symbol.name)
    return " | ".join(" ".join(cell) for cell in cells)


def doubts_of(heard: HeardHum, asked: HumAsked) -> list[str]:
    """Return what a second pair of ears may hear otherwise."""
    first, chart = heard.pulse, heard.paper.chart
    near = [p for p in heard.readings[1:] if p.cost - first.cost < CLOSE]
    out = []
    other = next((p for p in near if p.rhythm.name != first.rhythm.name), None)
    if other is not None and asked.meter is None:
        triplet = " in triplets" if other.rhythm.triplet else ""
        out.append(
            f"the meter; {other.rhythm.meter}{triplet} at {other.beat_bpm:.0f} fits nearly as well "
            "(--meter says which)"
        )
    same = [p for p in near if p.rhythm == first.rhythm]
    if any(_apart(p.beat_bpm, first.beat_bpm) for p in same) and asked.click_bpm is None:
        bpm = next(p.beat_bpm for p in same if _apart(p.beat_bpm, first.beat_bpm))
        out.append(f"the tempo; {bpm:.0f} fits nearly as well")
    if any(not _apart(p.beat_bpm, first.beat_bpm) and p.steps[0] != first.steps[0] for p in same):
        out.append("where the bar begins")
    keys = heard.paper.keys
    if asked.key is None and keys[0].score - keys[1].score < KEY_CLOSE:
        out.append(f"the key; {keys[1].at().name} is as likely (--key says which)")
    off = [n for n in chart.melody if abs(n.cents) > OFF_CENTS]
    if off:
        names = ", ".join(f"{n.pitch.name} in bar {_bar(chart, n.start_quarters)}" for n in off[:3])
        more = f" and {len(off) - 3} more" if len(off) > 3 else ""
        out.append(f"notes that lie between two keys of a piano: {names}{more}")
    weak = [c for c in chart.chords if c.sure_score < UNSURE]
    if weak:
        bars = sorted({_bar(chart, c.start_quarters) for c in weak})
        out.append(f"the chords of bar {', '.join(map(str, bars[:8]))}; others fit as well")
    return out


def _apart(one_bpm: float, other_bpm: float) -> bool:
    return abs(one_bpm / other_bpm - 1.0) > 0.06


def _bar(chart: Chart, at_quarters: Fraction) -> int:
    return bar_of(chart, at_quarters) + 1


def _lowest(chart: Chart) -> str:
    return min((n.pitch for n in chart.melody), key=lambda p: p.midi).name


def _highest(chart: Chart) -> str:
    return max((n.pitch for n in chart.melody), key=lambda p: p.midi).name
