"""Bars one after the other, put into their places once the whole text is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from tonmeister.exchange.chordpro.bar_lines import Bar
from tonmeister.model import Chart, ChartSection, KeyAt, MeterAt, TempoAt
from tonmeister.music.chart_cells import AGAIN, Cell, CellError
from tonmeister.music.chart_grid import Grid
from tonmeister.music.chord_names import UnknownChord, read_note
from tonmeister.music.clock import bar_start, meter_at
from tonmeister.music.key_from_chords import key_from_chords
from tonmeister.music.scales import MODES
from tonmeister.music.spelling import SIGNATURE

MOST_BARS = 5_000
UNITS = ("1", "2", "4", "8", "16", "32")
_KEY = re.compile(r"([A-G][#b♯♭]?)\s*(?:(minor|min|major|maj|m|M)(?![a-z]))?\s*(.*)")


@dataclass(frozen=True, slots=True)
class Row:
    """A bar as it is written, and the line it stands in."""

    text: str
    line: int
    section: int  # which of them; -1 none


@dataclass
class Bars:
    """What a text of chords holds, gathered line by line."""

    rows: list[Row] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    facts: list[tuple[str, str, int, int]] = field(default_factory=list)  # name, value, bar, line
    remarks: list[str] = field(default_factory=list)
    composer: str = ""
    words: int = 0  # lines of them
    assumed: int = 0  # chords that were given a bar
    pickup_bars: int = 0
    at_line: int = 0
    _now: int = -1
    _opened: int = 0
    _chorus: int = -1

    def section(self, name: str, *, chorus: bool = False) -> None:
        """Begin a section."""
        self.names.append(name)
        self._now = len(self.names) - 1
        if chorus:
            self._chorus = self._now

    def leave(self) -> None:
        """End a section."""
        self._now = -1

    def fact(self, name: str, value: str, line: int) -> None:
        """Remember a key, tempo or meter from here on."""
        self.facts.append((name, value, len(self.rows), line))

    def each(self, names: Sequence[str], line: int) -> None:
        """Add chords without lengths: a bar each."""
        self.assumed += len(names)
        self.add([Bar(name) for name in names], line)

    def add(self, bars: Sequence[Bar], line: int) -> None:
        """Add bars, those between repeat signs twice."""
        for bar in bars:
            if bar.opens:
                self._opened = len(self.rows)
            text = self.rows[-1].text if bar.text == AGAIN and self.rows else bar.text
            self.rows.append(Row(text, line, self._now))
            if bar.closes:
                self.rows += self.rows[self._opened :]
                self._opened = len(self.rows)
            if len(self.rows) > MOST_BARS:
                self.at_line = line
                raise CellError(f"more than {MOST_BARS} bars: is it one song?")

    def chorus_again(self, line: int) -> None:
        """Play the chorus once more."""
        if self._chorus < 0:
            self.at_line = line
            raise CellError("{chorus} asks for the chorus again, but there was none before")
        first = self._chorus
        again = [row.text for row in self.rows if row.section == first]
        self.section(self.names[first])
        self.add([Bar(text) for text in again], line)
        self.leave()

    def chart(self, title: str) -> Chart:
        """Return the chart; ``at_line`` is where reading stopped when it raises."""
        if not self.rows:
            raise CellError(
                "no chords: write them in brackets over the words ([D]leave the [A]light), or in "
                "bars (| D | A |)"
            )
        chart = Chart(title=title, composer=self.composer, tempos=Chart(title="").tempos)
        chart = self._facts(chart, ("time", "meter"))
        grid = Grid()
        for number, row in enumerate(self.rows, -self.pickup_bars):
            self.at_line = row.line
            cell = Cell(
                bar_start(chart, number), bar_start(chart, number + 1),
                meter_at(chart, number).beat_quarters,
            )  # fmt: skip
            grid.read(row.text, cell)
        self.at_line = 0
        if not grid.chords:
            raise CellError("only empty bars, no chord")
        chords = tuple(sorted(grid.chords, key=lambda c: c.start_quarters))
        chart = replace(chart, chords=chords, sections=self._sections(),
                        bars=max(0, len(self.rows) - self.pickup_bars))  # fmt: skip
        chart = self._facts(chart, ("key", "x_key", "tempo"))
        return self._told(chart)

    def _sections(self) -> tuple[ChartSection, ...]:
        letters: dict[str, str] = {}
        out = []
        for number, name in enumerate(self.names):
            bars = [i for i, row in enumerate(self.rows) if row.section == number]
            if bars:
                first = max(0, bars[0] - self.pickup_bars)
                count = bars[-1] - self.pickup_bars - first + 1
                plain = re.sub(r"[\s\d]+$", "", name).casefold() or name
                letter = letters.setdefault(plain, chr(ord("A") + len(letters) % 26))
                out.append(ChartSection(name=name, first_bar=first, bars=count, letter=letter))
        return tuple(out)

    def _facts(self, chart: Chart, kinds: Sequence[str]) -> Chart:
        for name, value, row, line in self.facts:
            if name in kinds:
                self.at_line = line
                bar = max(0, row - self.pickup_bars)
                chart = _with_fact(chart, name, value.strip(), bar)
        self.at_line = 0
        return chart

    def _told(self, chart: Chart) -> Chart:
        said = list(self.remarks)
        known = {name for name, *_ in self.facts}
        if self.assumed:
            said.append(f"Chords over words without lengths: {self.assumed}; each was given a bar.")
        if "tempo" not in known:
            said.append("The tempo is not written: 120 BPM was taken.")
        if not known & {"time", "meter"}:
            said.append("The meter is not written: 4/4 was taken.")
        if not known & {"key", "x_key"}:
            key = key_from_chords(chart.chords)
            chart = replace(chart, keys=(key,))
            said.append(f"The key is not written: {key.name}, by the chords.")
        if self.words:
            said.append(f"Lines of words without notes: {self.words}; they were left out.")
        return replace(chart, notes=tuple(said))


def _with_fact(chart: Chart, name: str, value: str, bar: int) -> Chart:
    if name in ("time", "meter"):
        match = re.fullmatch(r"(\d{1,2})\s*/\s*(\d{1,2})", {"C": "4/4"}.get(value, value))
        if match is None or match[2] not in UNITS or int(match[1]) < 1:
            raise CellError(f"{value!r} is no meter: write 4/4, 3/4 or 6/8")
        meter = MeterAt(bar=bar, beats=int(match[1]), unit=int(match[2]))
        return replace(chart, meters=(*(m for m in chart.meters if m.bar < bar), meter))
    at = bar_start(chart, bar)
    if name == "tempo":
        try:
            tempo_bpm = float(re.sub(r"(?i)\s*bpm$", "", value))
        except ValueError:
            tempo_bpm = 0.0
        if not 4.0 <= tempo_bpm <= 1000.0:
            raise CellError(f"{value!r} is no tempo: write beats a minute, as 92")
        tempo = TempoAt(at_quarters=at, quarter_bpm=tempo_bpm)
        return replace(chart, tempos=(*(t for t in chart.tempos if t.at_quarters < at), tempo))
    key = _key(value, at)
    return replace(chart, keys=(*(k for k in chart.keys if k.at_quarters < at), key))


def _key(said: str, at: Fraction) -> KeyAt:
    match = _KEY.fullmatch(said)
    third = "" if match is None else match[2] or ""
    plain = "minor" if third in ("m", "min", "minor") else "major"
    mode = "" if match is None else match[3] or plain
    if match is None or mode not in {*SIGNATURE, *MODES}:
        raise CellError(f"{said!r} is no key: write D, Bm or D major")
    try:
        return KeyAt(at_quarters=at, tonic_fifths=read_note(match[1]), mode=mode)
    except UnknownChord:
        raise CellError(f"{said!r} is no key: write D, Bm or D major") from None
