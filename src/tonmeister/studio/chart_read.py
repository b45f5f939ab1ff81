"""What a chart file says, read with an eye for mistakes: each told in one line, with its place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, get_args

from tonmeister.model import (
    CHART_SCHEMA,
    Chart,
    ChartNote,
    ChartSection,
    Feel,
)
from tonmeister.music.chart_cells import CellError
from tonmeister.music.chart_grid import Grid
from tonmeister.music.chart_lines import read_line
from tonmeister.studio.chart_words import MOST_BARS, in_order, read_key, read_meter, read_tempo
from tonmeister.studio.chart_write import cell_of
from tonmeister.studio.probe import Unusable

WORDS = ("title", "composer", "feel", "runner_up", "order")
NUMBERS = ("schema", "bars", "first_s")
LISTS = ("key", "meter", "tempo", "alternatives_bpm", "notes")
TEXTS = ("chords", "melody")
OF_SECTION = ("name", "letter", "first_bar", "bars", *TEXTS)
_NUMBERED = re.compile(r"\s*(?:(-?\d{1,6})\s*:)?(.*)")


class ChartError(Unusable):
    """A chart file that cannot be read or written: one clear line with its place."""


def read_text(name: str, text: str) -> Chart:
    """Read the text of a chart file; ``name`` is the file's, for people."""
    raw = text.replace("\r\n", "\n")
    try:
        told = tomllib.loads(raw)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ChartError(f"{name} is not TOML: {error}") from error
    return _Reader(name, raw).chart(told)


class _Reader:
    def __init__(self, name: str, raw: str) -> None:
        self.name, self.raw = name, raw
        self.sections = [m.start() for m in re.finditer(r"(?m)^\s*\[\[\s*section\s*\]\]", raw)]
        self.grid = Grid()
        self.notes: list[ChartNote] = []

    def chart(self, told: Mapping[str, Any]) -> Chart:
        schema = told.get("schema", CHART_SCHEMA)
        if not isinstance(schema, int) or schema > CHART_SCHEMA:
            raise ChartError(
                f"{self.name} has schema {schema}, this tonmeister reads {CHART_SCHEMA}: "
                "it was written by a newer one, update to read it"
            )
        self._known(told, (*WORDS, *NUMBERS, *LISTS, *TEXTS, "section"), 0)
        chart = self._head(told)
        self._texts(chart, told, 0, 0)
        sections: list[ChartSection] = []
        rows = told.get("section", [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ChartError(f"{self.name}: sections begin with a line [[section]]")
        before = 0
        for number, row in enumerate(rows, 1):
            sections.append(self._section(chart, row, number, before))
            before = sections[-1].first_bar + sections[-1].bars
        chords, notes = self.grid.chords, self.notes
        if told.get("order") != "as written":
            chords = sorted(chords, key=lambda c: c.start_quarters)
            notes = sorted(notes, key=lambda n: n.start_quarters)
        return replace(chart, sections=tuple(sections), chords=tuple(chords), melody=tuple(notes))

    def _head(self, told: Mapping[str, Any]) -> Chart:
        for key in WORDS:
            self._is(told, key, str, "text in quotes")
        for key in NUMBERS:
            self._is(told, key, (int, float), "a number")
        feel = told.get("feel", "straight")
        if feel not in get_args(Feel):
            self._fail("feel", 0, f"feel is {feel!r}, but is one of {', '.join(get_args(Feel))}")
        bars = told.get("bars", 0)
        if not isinstance(bars, int) or not 0 <= bars <= MOST_BARS:
            self._fail("bars", 0, f"bars is {bars}, but is a whole number up to {MOST_BARS}")
        chart = Chart(
            title=told.get("title", ""),
            composer=told.get("composer", ""),
            feel=feel,
            bars=bars,
            first_s=float(told.get("first_s", 0.0)),
            alternatives_bpm=tuple(
                float(self._typed("alternatives_bpm", n, (int, float), "numbers"))
                for n in _many(told, "alternatives_bpm")
            ),
            runner_up=told.get("runner_up", ""),
            notes=tuple(str(self._typed("notes", n, str, "texts")) for n in _many(told, "notes")),
        )
        return self._places(chart, told)

    def _places(self, chart: Chart, told: Mapping[str, Any]) -> Chart:
        what = ""
        try:
            if _many(told, what := "meter"):
                meters = [read_meter(str(said)) for said in _many(told, "meter")]
                in_order([m.bar for m in meters], "meter")
                chart = replace(chart, meters=tuple(meters))
            if _many(told, what := "key"):
                keys = [read_key(str(said), chart) for said in _many(told, "key")]
                in_order([k.at_quarters for k in keys], "key")
                chart = replace(chart, keys=tuple(keys))
            if _many(told, what := "tempo"):
                tempos = [read_tempo(str(said), chart) for said in _many(told, "tempo")]
                in_order([t.at_quarters for t in tempos], "tempo")
                chart = replace(chart, tempos=tuple(tempos))
        except CellError as error:
            self._fail(what, 0, str(error))
        return chart

    def _section(
        self, chart: Chart, row: Mapping[str, Any], number: int, before: int
    ) -> ChartSection:
        self._known(row, OF_SECTION, number)
        name, letter = row.get("name", f"Section {number}"), row.get("letter", "")
        if not isinstance(name, str) or not isinstance(letter, str):
            self._fail("name", number, f"section {number}: name and letter are text in quotes")
        first = row.get("first_bar", before + 1)
        if not isinstance(first, int) or abs(first) > MOST_BARS:
            self._fail("first_bar", number, f"section {name!r}: first_bar is a bar's number")
        last = self._texts(chart, row, number, first - 1)
        bars = row.get("bars", last - first + 1)
        if not isinstance(bars, int) or not 0 <= bars <= MOST_BARS:
            self._fail("bars", number, f"section {name!r}: bars is a number up to {MOST_BARS}")
        if last > first - 1 + bars:
            self._fail(
                "bars",
                number,
                f"section {name!r} has {bars} bars, but bar {last - first + 1} is written in it: "
                "change bars, or take the last ones out",
            )
        return ChartSection(name=name, first_bar=first - 1, bars=bars, letter=letter)

    def _texts(self, chart: Chart, row: Mapping[str, Any], number: int, first: int) -> int:
        """Read the chords and the melody of a block; return the bar behind its last one."""
        last = first
        for key, read in (("chords", self._chords), ("melody", self._melody)):
            text = row.get(key, "")
            if not isinstance(text, str):
                self._fail(key, number, f"{key} is a text between ''' and '''")
            bar = first
            self.grid.last, self.now = "", Fraction(-MOST_BARS)
            for count, line in enumerate(text.split("\n")):
                if not line.strip() or line.lstrip().startswith("#"):
                    continue
                match = _NUMBERED.fullmatch(line)
                try:
                    if match is None:
                        raise CellError(f"{line!r} holds signs that do not belong there")
                    if match[1]:
                        bar = first + int(match[1]) - 1
                    if abs(bar) > MOST_BARS:
                        raise CellError(f"bar {bar + 1} is too far away (up to {MOST_BARS})")
                    bar = read(chart, match[2], bar)
                except ValueError as error:
                    self._fail(key, number, str(error), text, count)
                last = max(last, bar)
        return last

    def _chords(self, chart: Chart, line: str, bar: int) -> int:
        cells = line.strip().strip("|").split("|")
        for cell in cells:
            self.grid.read(cell, cell_of(chart, bar))
            bar += 1
        return bar

    def _melody(self, chart: Chart, line: str, bar: int) -> int:
        cell = cell_of(chart, bar)
        begin = self.now if cell.start < self.now < cell.end else cell.start
        self.now = read_line(line, begin, cell, self.notes)
        return bar + 1

    def _known(self, row: Mapping[str, Any], known: Sequence[str], number: int) -> None:
        for key in row:
            if key not in known:
                self._fail(key, number, f"{key!r} is no word of a chart; {', '.join(known)} are")

    def _is(self, row: Mapping[str, Any], key: str, kind: Any, words: str) -> None:
        if key in row:
            self._typed(key, row[key], kind, words)

    def _typed(self, key: str, value: Any, kind: Any, words: str) -> Any:
        if not isinstance(value, kind) or isinstance(value, bool):
            self._fail(key, 0, f"{key} is {value!r}, but takes {words}")
        return value

    def _fail(self, key: str, number: int, why: str, text: str = "", count: int = 0) -> None:
        begin = self.sections[number - 1] if 0 < number <= len(self.sections) else 0
        found = re.compile(rf"(?m)^\s*\"?{re.escape(key)}\"?\s*=").search(self.raw, begin)
        at = self.raw.find(text, found.end()) if found and text else -1
        if at < 0:
            at = found.end() if found else begin
            count = 0 if not text else count
        line = self.raw.count("\n", 0, at) + 1 + count
        raise ChartError(f"{self.name}, line {line}: {why}")


def _many(told: Mapping[str, Any], key: str) -> list[Any]:
    value = told.get(key, [])
    return value if isinstance(value, list) else [value]
