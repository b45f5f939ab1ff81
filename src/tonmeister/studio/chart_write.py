"""A chart as a text that people read and edit: head, then section by section, bar by bar."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from tonmeister.model import CHART_SCHEMA, Chart, ChartChord, ChartNote, ChartSection
from tonmeister.music.chart_cells import Cell, cell_texts
from tonmeister.music.chart_lines import note_text
from tonmeister.music.clock import bar_of, bar_start, meter_at
from tonmeister.studio.chart_words import key_words, meter_words, tempo_words

BARS_A_LINE = 4
HEAD = """\
# A song on paper: change what you like. Bars count from 1, a pickup lies in bar 0; lengths are
# quarter notes. Chords: "." the chord goes on, "-" no chord, "D:3 A:1" lengths, else even shares.
# Melody, a bar a line, counted within its section: D5 1/2 "sylla-", "- 1" is a rest.
"""


@dataclass
class Block:
    """The bars that are written together: a section's, or those outside of all sections."""

    first: int
    bars: set[int] = field(default_factory=set)
    notes: list[ChartNote] = field(default_factory=list)


def chart_text(chart: Chart) -> str:
    """Return the text of a chart file (TOML)."""
    blocks, in_order = _blocks(chart)
    if in_order:
        order = [bar for block in blocks for bar in sorted(block.bars)]
        cells = cell_texts(chart.chords, [cell_of(chart, bar) for bar in order])
        texts = dict(zip(order, cells, strict=True))
    else:  # each chord with its own place, in the order they came in
        texts = {0: " ".join(_loose(c) for c in chart.chords)}
        blocks[0].bars = {0} if chart.chords else set()
    lines = [HEAD, *_head(chart, in_order)]
    lines += _body(chart, blocks[0], texts)
    before = 0
    for section, block in zip(chart.sections, blocks[1:], strict=True):
        lines += ["", "[[section]]", *_title(section, before)]
        lines += _body(chart, block, texts)
        before = section.first_bar + section.bars
    return "\n".join(lines) + "\n"


def cell_of(chart: Chart, bar: int) -> Cell:
    """Return a bar as a cell of the grid."""
    start, beat = bar_start(chart, bar), meter_at(chart, bar).beat_quarters
    return Cell(start, bar_start(chart, bar + 1), beat)


def _blocks(chart: Chart) -> tuple[list[Block], bool]:
    """Give every chord and note to the block of its bar; say whether time goes only forward."""
    blocks = [Block(0), *(Block(s.first_bar) for s in chart.sections)]
    in_order = all(
        a.start_quarters <= b.start_quarters
        for row in (chart.chords, chart.melody)
        for a, b in pairwise((*row,))
    )
    if not in_order:
        blocks[0].notes = list(chart.melody)
        return blocks, False
    for note in chart.melody:
        blocks[_home(chart, bar_of(chart, note.start_quarters))].notes.append(note)
    for chord in chart.chords:
        first = bar_of(chart, chord.start_quarters)
        end = chord.start_quarters + chord.length_quarters
        bar = first
        while bar == first or bar_start(chart, bar) < end:
            blocks[_home(chart, bar)].bars.add(bar)
            bar += 1
    return blocks, True


def _home(chart: Chart, bar: int) -> int:
    for number, section in enumerate(chart.sections, 1):
        pickup = number == 1 and section.first_bar == 0 and bar == -1
        if section.first_bar <= bar < section.first_bar + section.bars or pickup:
            return number
    return 0


def _head(chart: Chart, in_order: bool) -> Iterator[str]:
    yield f"schema = {CHART_SCHEMA}"
    yield f"title = {string(chart.title)}"
    if chart.composer:
        yield f"composer = {string(chart.composer)}"
    yield f"key = {_one_or_more([string(w) for w in key_words(chart)])}"
    yield f"meter = {_one_or_more([string(w) for w in meter_words(chart)])}"
    tempos = tempo_words(chart)
    plain = len(tempos) == 1 and " " not in tempos[0]
    yield f"tempo = {tempos[0] if plain else _one_or_more([string(w) for w in tempos])}"
    yield f"feel = {string(chart.feel)}"
    if chart.bars:
        yield f"bars = {chart.bars}"
    if chart.first_s:
        yield f"first_s = {chart.first_s!r}"
    if chart.alternatives_bpm:
        yield f"alternatives_bpm = [{', '.join(repr(bpm) for bpm in chart.alternatives_bpm)}]"
    if chart.runner_up:
        yield f"runner_up = {string(chart.runner_up)}"
    if chart.notes:
        yield f"notes = {_one_or_more([string(words) for words in chart.notes], always=True)}"
    if not in_order:
        yield 'order = "as written"'


def _one_or_more(words: Sequence[str], *, always: bool = False) -> str:
    if len(words) == 1 and not always:
        return words[0]
    return "[\n" + "".join(f"    {word},\n" for word in words) + "]"


def _title(section: ChartSection, before: int) -> Iterator[str]:
    yield f"name = {string(section.name)}"
    if section.letter:
        yield f"letter = {string(section.letter)}"
    if section.first_bar != before:
        yield f"first_bar = {section.first_bar + 1}"
    yield f"bars = {section.bars}"


def _body(chart: Chart, block: Block, texts: dict[int, str]) -> Iterator[str]:
    bars = sorted(block.bars)
    if bars:
        yield "chords = '''"
        expected = block.first
        while bars:
            run = [bars.pop(0)]
            while bars and bars[0] == run[-1] + 1 and len(run) < BARS_A_LINE and run[0] >= 0:
                run.append(bars.pop(0))
            number = "" if run[0] == expected else f"{run[0] - block.first + 1}: "
            yield f"{number}| {' | '.join(texts[bar] for bar in run)} |"
            expected = run[-1] + 1
        yield "'''"
    if block.notes:
        yield "melody = '''"
        yield from _melody(chart, block)
        yield "'''"


def _melody(chart: Chart, block: Block) -> Iterator[str]:
    now: Fraction | None = None
    line, bar = "", 0
    for note in block.notes:
        its_bar = bar_of(chart, note.start_quarters)
        start = bar_start(chart, its_bar)
        if line and its_bar == bar and now is not None:
            line += f", {note_text(note, now, start)}"
        else:
            if line:
                yield line
            goes_on = now is not None and start < now < bar_start(chart, its_bar + 1)
            begin = now if goes_on and now is not None else start
            line, bar = f"{its_bar - block.first + 1}: {note_text(note, begin, start)}", its_bar
        now = note.start_quarters + note.length_quarters
    yield line


def _loose(chord: ChartChord) -> str:
    sure = "" if chord.sure_score == 1.0 else f"?{chord.sure_score!r}"
    return f"{chord.symbol.name}@{chord.start_quarters}:{chord.length_quarters}{sure}"


def string(words: str) -> str:
    """Return a TOML string on one line."""
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")
