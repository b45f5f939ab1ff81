"""A chart as ChordPro: words with chords in their places, or grids where nothing is sung.

The directives are those of https://www.chordpro.org/chordpro/chordpro-directives/. Programs skip
what begins with ``x_``: ``{x_bars: | D | A G |}`` tells tonmeister the bars of the words below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from tonmeister.model import Chart, ChartChord, ChartNote, KeyAt, fifths_name
from tonmeister.music.chart_cells import Cell, cell_texts
from tonmeister.music.clock import bar_count, bar_of, bar_start, key_at, meter_at, tempo_at
from tonmeister.music.number_chart import groups, slots
from tonmeister.music.spelling import SIGNATURE

BARS_A_LINE = 4
PARTS = (1, 2, 3, 4, 6, 8)
SILENCE = "N.C."
KNOWN = ("verse", "chorus", "bridge", "intro", "outro", "solo", "interlude", "pre-chorus")
BRACKETS = str.maketrans("[]{}", "()()")


def chordpro(chart: Chart) -> str:
    """Return the chart as ChordPro."""
    lines = [f"{{title: {_one_line(chart.title)}}}"]
    if chart.composer:
        lines.append(f"{{composer: {_one_line(chart.composer)}}}")
    lines += _changes(chart, None, -1)
    first = min([0, *(bar_of(chart, c.start_quarters) for c in chart.chords)])
    if first < 0:
        lines.append(f"{{x_pickup_bars: {-first}}}")
    told, texts = -1, _texts(chart)
    for name, bars in groups(chart):
        lines.append("")
        sung = any(
            n.syllable and bars[0] <= bar_of(chart, n.start_quarters) <= bars[-1]
            for n in chart.melody
        )
        kind = _kind(name) if sung else "grid"
        label = f": {_one_line(name)}" if name.strip() else ""
        lines.append(f"{{start_of_{kind}{label}}}")
        for row in _rows(chart, bars):
            lines += _changes(chart, told, row[0])
            lines += (_sung if sung else _grid)(chart, row, texts)
            told = row[-1]
        lines.append(f"{{end_of_{kind}}}")
    return "\n".join(lines) + "\n"


def key_name(key: KeyAt) -> str:
    """Return a key as ChordPro has it: ``Bm``; of a church mode the tonic and its third."""
    minor = SIGNATURE.get(key.mode, 0) <= -2
    return fifths_name(key.tonic_fifths) + ("m" if minor else "")


def _kind(name: str) -> str:
    plain = name.casefold()
    found = next((kind for kind in sorted(KNOWN, key=len, reverse=True) if kind in plain), "verse")
    return found.replace("-", "_")


def _rows(chart: Chart, bars: list[int]) -> Iterator[list[int]]:
    """Return bars in lines of four; a change of key or meter begins a line."""
    row: list[int] = []
    for bar in bars:
        if row and (len(row) == BARS_A_LINE or row[0] < 0 or _changes(chart, row[-1], bar)):
            yield row
            row = []
        row.append(bar)
    if row:
        yield row


def _changes(chart: Chart, told: int | None, bar: int) -> list[str]:
    """Return the directives for what is new since the bar that was told last."""
    at, before = bar_start(chart, max(bar, 0)), bar_start(chart, max(told or 0, 0))
    meter, key, tempo = meter_at(chart, max(bar, 0)), key_at(chart, at), tempo_at(chart, at)
    out = []
    new = told is None
    if new or key != key_at(chart, before):
        out.append(f"{{key: {key_name(key)}}}")
        if key.mode not in ("major", "minor"):
            out.append(f"{{x_key: {key.name}}}")
    if new or meter != meter_at(chart, max(told or 0, 0)):
        out.append(f"{{time: {meter.beats}/{meter.unit}}}")
    if new or (tempo != tempo_at(chart, before) and tempo.at_quarters == at):
        out.append(f"{{tempo: {repr(tempo.quarter_bpm).removesuffix('.0')}}}")
    return out


def _texts(chart: Chart) -> dict[int, str]:
    """Return every bar of the song, exactly."""
    first = min([0, *(bar_of(chart, c.start_quarters) for c in chart.chords)])
    bars = range(first, bar_count(chart))
    cells = [
        Cell(bar_start(chart, b), bar_start(chart, b + 1), meter_at(chart, b).beat_quarters)
        for b in bars
    ]
    sure = [replace(chord, sure_score=1.0) for chord in chart.chords]
    return dict(zip(bars, cell_texts(sure, cells), strict=True))


def _grid(chart: Chart, row: list[int], texts: dict[int, str]) -> list[str]:
    """Return a line of a grid: a cell a beat, or finer where chords need it."""
    cells = [_beats(chart, bar) for bar in row]
    line = f"| {' | '.join(cell or texts[bar] for bar, cell in zip(row, cells, strict=True))} |"
    if all(cells) and not any("@" in texts[bar] for bar in row):
        return [line]
    near = [cell or _nearest(chart, bar) for bar, cell in zip(row, cells, strict=True)]
    return [_exactly(row, texts), f"| {' | '.join(near)} |"]


def _exactly(row: list[int], texts: dict[int, str]) -> str:
    return f"{{x_bars: | {' | '.join(texts[bar] for bar in row)} |}}"


def _beats(chart: Chart, bar: int) -> str:
    """Return a bar in equal cells, or "" where none hold it."""
    found, beat = slots(chart, bar), meter_at(chart, bar).beat_quarters
    for parts in PARTS:
        step = beat / parts
        if all(slot.quarters % step == 0 for slot in found):
            break
    else:
        return ""
    words: list[str] = []
    for slot in found:
        more = int(slot.quarters / step) - 1
        if slot.chord is None:
            words += [SILENCE] * (more + 1)
        else:
            words += [slot.chord.symbol.name if slot.begins else ".", *["."] * more]
    return " ".join(words)


def _nearest(chart: Chart, bar: int) -> str:
    """Return a bar's chords in their order, for those who cannot read ``x_bars``."""
    words = [slot.chord.symbol.name for slot in slots(chart, bar) if slot.chord and slot.begins]
    return " ".join(words) or "."


def _sung(chart: Chart, row: list[int], texts: dict[int, str]) -> list[str]:
    start, end = bar_start(chart, row[0]), bar_start(chart, row[-1] + 1)
    begin = start if row[0] > 0 else -Fraction(10**6)  # the first line takes the pickup along
    chords = [c for c in chart.chords if start <= c.start_quarters < end]
    words = [n for n in chart.melody if n.syllable and begin <= n.start_quarters < end]
    out, line = [_exactly(row, texts)], ""
    both: list[ChartNote | ChartChord] = [*chords, *words]
    for item in sorted(both, key=_place):
        if isinstance(item, ChartNote):
            goes_on = item.syllable.endswith("-")
            line += _one_line(item.syllable[:-1] if goes_on else item.syllable)
            line += "" if goes_on else " "
        else:
            line += f"[{item.symbol.name}]"
    return [*out, re.sub(r" +", " ", line).rstrip() or f"[{SILENCE}]"]


def _place(item: ChartNote | ChartChord) -> tuple[Fraction, int]:
    return item.start_quarters, isinstance(item, ChartNote)


def _one_line(words: str) -> str:
    """Return words on one line, without the brackets that mean something here."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split()).translate(
        BRACKETS
    )
