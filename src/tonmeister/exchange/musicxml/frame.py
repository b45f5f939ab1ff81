"""What every part shares bar by bar: numbers, keys, meters, tempos, sections, bar lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from tonmeister.exchange.musicxml.bars import Span, ticks
from tonmeister.exchange.musicxml.elements import add
from tonmeister.exchange.musicxml.marks import (
    SWING_WORDS,
    printed_fifths,
    write_bar_line,
    write_key,
    write_meter,
    write_section,
    write_tempo,
)
from tonmeister.exchange.musicxml.rhythm import TICKS
from tonmeister.model import Chart, ChartChord, ChordSymbol, KeyAt

SEEN_TEMPO_RATIO = 1.04
"""A tempo is printed where it differs this much from the last one printed."""


@dataclass(slots=True)
class BarFrame:
    """A bar that is being written; ``fifths`` its new key signature, if there is one."""

    measure: Element
    attributes: Element
    fifths: int | None = None


@dataclass(slots=True)
class Frame:
    """Writes what stands around each bar's notes. ``lines``: the bars that begin a line."""

    chart: Chart
    bars: Sequence[Span]
    lines: set[int] = field(default_factory=set)
    words: bool = True  # tempo and sections: in the first part only
    keys: bool = True  # not of drums
    drawn: bool = False  # for our engraver
    printed_bpm: float = 0.0

    def begin(self, part: Element, n: int) -> BarFrame:
        """Open a bar and write what stands at its beginning."""
        span = self.bars[n]
        measure = add(part, "measure", number=span.bar + 1 if span.bar >= 0 else _pickup(span.bar))
        if span.bar < 0:
            measure.set("implicit", "yes")
        if n in self.lines and self.words:
            add(measure, "print", new_system="yes")
        frame = BarFrame(measure, add(measure, "attributes"))
        if n == 0:
            add(frame.attributes, "divisions", TICKS)
        key = self._key(n) if self.keys else None
        if key is not None:
            write_key(frame.attributes, key)
            frame.fifths = printed_fifths(key)
        if n == 0 or span.meter != self.bars[n - 1].meter:
            write_meter(frame.attributes, span.meter)
        if self.words:
            self._sections(measure, span)
            self._tempos(measure, n)
        return frame

    def end(self, bar: BarFrame, n: int) -> None:
        """Write the bar line."""
        if not len(bar.attributes):
            bar.measure.remove(bar.attributes)
        edges = {e for s in self.chart.sections for e in (s.first_bar, s.first_bar + s.bars)}
        if n == len(self.bars) - 1:
            write_bar_line(bar.measure, "light-heavy")
        elif self.bars[n].bar + 1 in edges - {0}:
            write_bar_line(bar.measure, "light-light")

    def _key(self, n: int) -> KeyAt | None:
        """Return a key that begins with this bar; one within a bar begins at the nearer line."""
        span = self.bars[n]
        if n == 0:
            return self.chart.keys[0]
        early = self.bars[n - 1].beats.length // 2
        late = span.beats.length - span.beats.length // 2
        places = [(ticks(k.at_quarters), k) for k in self.chart.keys[1:]]
        found = [k for at, k in places if span.start - early <= at < span.start + late]
        return found[-1] if found else None

    def _sections(self, measure: Element, span: Span) -> None:
        for section in self.chart.sections:
            if section.first_bar == span.bar:
                write_section(measure, section.letter, section.name, drawn=self.drawn)

    def _tempos(self, measure: Element, n: int) -> None:
        span = self.bars[n]
        begin = span.start + span.missing
        last = n == len(self.bars) - 1
        for number, tempo in enumerate(self.chart.tempos):
            at = ticks(tempo.at_quarters) if number else self.bars[0].start + self.bars[0].missing
            if not (begin <= at < span.end or (last and at == span.end)):
                continue
            ratio = tempo.quarter_bpm / self.printed_bpm if self.printed_bpm else 2.0
            seen = not 1 / SEEN_TEMPO_RATIO < ratio < SEEN_TEMPO_RATIO
            words = "" if self.printed_bpm else SWING_WORDS.get(self.chart.feel, "")
            if number or not self.drawn:  # our engraver draws the first one under the title
                write_tempo(measure, tempo.quarter_bpm, span.meter, at - begin, words, printed=seen)
            if seen:
                self.printed_bpm = tempo.quarter_bpm


def _pickup(bar: int) -> str:
    return "0" if bar == -1 else f"X{-bar - 1}"


def fit_chords(
    chords: Sequence[ChartChord], bars: Sequence[Span]
) -> list[tuple[int, ChordSymbol | None]]:
    """Return the chords in ticks, one after the other; None where no chord is played any more."""
    out: list[tuple[int, ChordSymbol | None]] = []
    end = 0
    for chord in sorted(chords, key=lambda c: c.start_quarters):
        start = ticks(chord.start_quarters)
        if out and out[-1][0] == start:
            out.pop()
        elif out and start > end:
            out.append((end, None))
        out.append((start, chord.symbol))
        end = max(start + 1, ticks(chord.start_quarters + chord.length_quarters))
    if out and end < bars[-1].end:
        out.append((end, None))
    return out


def title_page(chart: Chart) -> Element:
    """Return an empty score with its title and composer."""
    root = Element("score-partwise", version="4.0")
    add(add(root, "work"), "work-title", chart.title)
    identification = add(root, "identification")
    if chart.composer:
        add(identification, "creator", chart.composer, type="composer")
    add(add(identification, "encoding"), "software", "Tonmeister")
    _remember(identification, chart)
    return root


def _remember(identification: Element, chart: Chart) -> None:
    """Keep what no notation says: where the recording begins, how it is played, other readings."""
    held: dict[str, object] = {}
    if chart.first_s:
        held["first_s"] = repr(chart.first_s)
    if chart.feel != "straight":
        held["feel"] = chart.feel
    if chart.alternatives_bpm:
        held["alternatives_bpm"] = " ".join(repr(b) for b in chart.alternatives_bpm)
    if chart.runner_up:
        held["runner_up"] = chart.runner_up
    if chart.notes:
        held["notes"] = "\n".join(chart.notes)
    if held:
        fields = add(identification, "miscellaneous")
        for name, text in held.items():
            add(fields, "miscellaneous-field", text, name=f"tonmeister {name}")
