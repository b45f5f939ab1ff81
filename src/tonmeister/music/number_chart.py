"""Charts in numbers: bars of a song in rows of four, section by section, in a fixed-width font."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from tonmeister.model import Chart, ChartChord, MeterAt, fifths_name
from tonmeister.music.clock import bar_count, bar_start, meter_at, pickup_quarters

BARS_A_ROW = 4
LEAST_WIDTH = 6
FEELS = {"swing": "swing", "triplet": "triplet feel"}
UP = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of a bar with one chord, or with none."""

    chord: ChartChord | None
    quarters: Fraction
    begins: bool  # here; otherwise it goes on from the bar before


def slots(chart: Chart, bar: int) -> list[Slot]:
    """Return what stands in a bar, one after the other."""
    start, end = bar_start(chart, bar), bar_start(chart, bar + 1)
    out: list[Slot] = []
    now = start
    for chord in chart.chords:
        ends = chord.start_quarters + chord.length_quarters
        if ends <= now or chord.start_quarters >= end:
            continue
        begin = max(now, chord.start_quarters)
        if begin > now:
            out.append(Slot(None, begin - now, begins=True))
        now = min(end, ends)
        out.append(Slot(chord, now - begin, begins=chord.start_quarters >= start))
    return [*out, Slot(None, end - now, begins=True)] if now < end else out


def groups(chart: Chart) -> Iterator[tuple[str, list[int]]]:
    """Return the bars of each section with its name; bars outside have an empty one."""
    first = -1 if any(c.start_quarters < 0 for c in chart.chords) else 0
    name, bars = "", list[int]()
    for bar in range(first, bar_count(chart)):
        begins = [s for s in chart.sections if s.first_bar == bar and s.bars > 0]
        inside = any(s.first_bar <= bar < s.first_bar + s.bars for s in chart.sections)
        if bars and bar >= 0 and (begins or (name and not inside)):
            yield name, bars
            name, bars = "", []
        name = begins[0].name if begins else name
        bars.append(bar)
    if bars:
        yield name, bars


def number_chart(
    chart: Chart, kind: str, say: Callable[[int], str], legend: str, end: str = ""
) -> str:
    """Return the page: a head, then each section with its bars as ``say`` writes them.

    ``end`` closes a row.
    """
    rows = [
        (name, bars, [_marked(chart, bar, say) for bar in bars]) for name, bars in groups(chart)
    ]
    width = max([LEAST_WIDTH, *(len(word) for _, _, words in rows for word in words)]) + 2
    margin = max([0, *(len(name) for name, _, _ in rows)]) + 2
    lines = _head(chart, kind)
    for name, bars, words in rows:
        lines.append("")
        label = name
        offset = 1 if bars and bars[0] < 0 else 0
        if offset:
            lines.append(f"{'pickup':<{margin}}{words[0]}")
        for at in range(offset, len(words), BARS_A_ROW):
            row = "".join(f"{word:<{width}}" for word in words[at : at + BARS_A_ROW])
            lines.append(f"{label:<{margin}}{row}{end}".rstrip())
            label = ""
    if not chart.chords:
        lines += ["", "This song has no chords yet."]
    return "\n".join([*lines, "", legend]) + "\n"


def beats(slot: Slot, meter: MeterAt) -> Fraction:
    """Return how many counted beats a slot takes."""
    return slot.quarters / meter.beat_quarters


def accidental(steps: int) -> str:
    """Return signs as they are printed: ``accidental(-1) == "♭"``."""
    return "♯" * steps if steps > 0 else "♭" * -steps


def _head(chart: Chart, kind: str) -> list[str]:
    meter, tempo = chart.meters[0], chart.tempos[0]
    beat_bpm = tempo.quarter_bpm / float(meter.beat_quarters)
    facts = [f"Key: {chart.keys[0].name}", f"{meter.beats}/{meter.unit}", f"{beat_bpm:.0f} BPM"]
    facts += [FEELS[chart.feel]] if chart.feel in FEELS else []
    facts += [f"pickup: {pickup_quarters(chart)} quarter notes"] if pickup_quarters(chart) else []
    by = f" ({chart.composer})" if chart.composer else ""
    return [f"{chart.title or 'Untitled'}{by}", "   ".join([kind, *facts])]


def _marked(chart: Chart, bar: int, say: Callable[[int], str]) -> str:
    """Return a bar with what changes there: a time signature, a key."""
    words = say(bar)
    start, end = bar_start(chart, bar), bar_start(chart, bar + 1)
    if bar > 0 and meter_at(chart, bar) != meter_at(chart, bar - 1):
        meter = meter_at(chart, bar)
        words = f"{meter.beats}/{meter.unit} {words}"
    moved = [k for k in chart.keys[1:] if start <= k.at_quarters < end]
    if moved:
        words = f"[{fifths_name(moved[0].tonic_fifths)} {moved[0].mode}] {words}"
    return words
