"""ChordPro files and plain chord charts, read as a chart: bars in their order, by section.

Chords over words have no lengths: each takes a bar, and the chart's notes say so. Grids, lines
with bar lines and ``{x_bars: ...}`` have theirs. Words without notes do not come along.
"""

from __future__ import annotations

import re
from pathlib import Path

from tonmeister.exchange.chordpro.bar_lines import bars_in, chordlike, is_chord, labelled
from tonmeister.exchange.chordpro.placing import Bars
from tonmeister.model import Chart
from tonmeister.music.chart_cells import CellError
from tonmeister.music.chord_names import UnknownChord
from tonmeister.studio.probe import Unusable

SHORT = {"t": "title", "st": "subtitle", "c": "comment", "ci": "comment", "cb": "comment",
         "comment_italic": "comment", "comment_box": "comment", "highlight": "comment",
         "soc": "start_of_chorus", "eoc": "end_of_chorus", "sov": "start_of_verse",
         "eov": "end_of_verse", "sob": "start_of_bridge", "eob": "end_of_bridge",
         "sog": "start_of_grid", "eog": "end_of_grid", "sot": "start_of_tab",
         "eot": "end_of_tab"}  # fmt: skip
FACTS = ("key", "tempo", "time", "meter")
SKIPPED = ("tab", "abc", "ly", "svg", "textblock")
LARGEST_BYTES = 2_000_000
LONGEST_COMMENT = 40
_DIRECTIVE = re.compile(r"\s*\{\s*([\w-]+?)(?:-[\w!]+)?\s*(?:[:\s]\s*(.*?))?\s*\}\s*")
_IN_WORDS = re.compile(r"\[([^\[\]]*)\]")
_FACT = re.compile(r"\s*(title|key|tempo|time|meter|bpm|composer|by)\s*[:=]\s*(.+)", re.IGNORECASE)
_HEADING = re.compile(r"\s*\[([^\[\]]+)\]\s*")


class ChordsError(Unusable):
    """A file of chords that cannot be read: one clear line."""


def read_chordpro(path: Path) -> Chart:
    """Read ChordPro, or a plain text with chords (``.txt``); raises ``ChordsError``."""
    try:
        data = path.read_bytes()[: LARGEST_BYTES + 1]
    except FileNotFoundError as error:
        raise ChordsError(f"{path} is not there: give a file with chords") from error
    if len(data) > LARGEST_BYTES or b"\0" in data:
        raise ChordsError(f"{path.name} is no text with chords")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    stem = path.name.partition(".")[0]
    return read_chords_text(text, path.name, stem, plain=path.suffix.lower() == ".txt")


def read_chords_text(text: str, name: str, title: str = "", *, plain: bool = False) -> Chart:
    """Read chords from a text; ``plain`` has no directives, only lines of chords and words."""
    reader = _Reader(plain=plain and not re.search(r"(?m)^\s*\{\w+[:}]", text))
    number = 0
    try:
        for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
            reader.line(line, number)
        number = 0
        return reader.bars.chart(reader.title or title)
    except (CellError, UnknownChord) as error:
        at = reader.bars.at_line or number
        where = f", line {at}" if at else ""
        raise ChordsError(f"{name}{where}: {error}") from error


class _Reader:
    def __init__(self, *, plain: bool) -> None:
        self.plain, self.bars = plain, Bars()
        self.title, self.inside = "", ""
        self.told = False  # the bars of the next line stand in {x_bars}

    def line(self, line: str, number: int) -> None:
        """Read a line."""
        if not line.strip() or line.lstrip().startswith("#"):
            return
        match = _DIRECTIVE.fullmatch(line)
        if match and not self.plain:
            self._directive(match[1].lower(), match[2] or "", number)
        elif self.inside not in SKIPPED:
            self._chords(line, number)

    def _directive(self, said: str, value: str, number: int) -> None:
        name = SHORT.get(said, said)
        if name == "meta":
            name, _, value = value.partition(" ")
        if name == "title":
            self.title = value
        elif name in ("composer", "artist"):
            self.bars.composer = self.bars.composer or value
        elif name in FACTS or name == "x_key":
            self.bars.fact(name, value, number)
        elif name.startswith("start_of_"):
            self.inside = name.removeprefix("start_of_")
            words = re.sub(r'^label\s*=\s*"?([^"]*)"?.*$', r"\1", value)
            if self.inside not in SKIPPED:
                shape = self.inside == "grid" and not re.search(r"[^\W\d_]{2}", words)
                label = "" if shape else words
                kind = "" if self.inside == "grid" else self.inside.replace("_", " ").capitalize()
                if label or kind:
                    self.bars.section(label or kind, chorus=self.inside == "chorus")
        elif name.startswith("end_of_"):
            self.inside = ""
            self.bars.leave()
        elif name == "chorus":
            self.bars.chorus_again(number)
        elif name == "comment" and 0 < len(value) <= LONGEST_COMMENT and not self.inside:
            self.bars.section(value)
        elif name == "x_bars":
            self.bars.add(bars_in(value), number)
            self.told = True
        elif name == "x_pickup_bars":
            self.bars.pickup_bars = int(value) if value.isdecimal() else 0
        elif name in ("capo", "transpose") and value:
            self.bars.remarks.append(f"The file says {name} {value}; the chords are as written.")

    def _chords(self, line: str, number: int) -> None:
        if self.told:
            self.told = False
            self.bars.words += bool(_IN_WORDS.sub("", line).strip(" |")) and "|" not in line
        elif self.plain:
            self._plain(line, number)
        elif _IN_WORDS.search(line):
            self._over_words(line, number)
        elif self.inside == "grid" or (
            "|" in line and chordlike(labelled(line)[1].replace("|", " "))
        ):
            label, rest = labelled(line)
            if label:
                self.bars.section(label)
            self.bars.add(bars_in(rest, margins=self.inside == "grid"), number)
        else:
            self.bars.words += 1

    def _over_words(self, line: str, number: int) -> None:
        """Read chords in brackets among words: a bar each."""
        found = [w.strip() for w in _IN_WORDS.findall(line)]
        names = [w for w in found if w and not w.startswith("*")]
        self.bars.each(names, number)
        self.bars.words += bool(_IN_WORDS.sub("", line).strip())

    def _plain(self, line: str, number: int) -> None:
        fact = _FACT.fullmatch(line)
        heading = _HEADING.fullmatch(line)
        label, rest = labelled(line)
        if fact and "|" not in line:
            self._fact(fact[1].lower(), fact[2].strip(), number)
        elif heading and not is_chord(heading[1].strip()):
            self.bars.section(heading[1].strip())
        elif "|" in rest:
            if label:
                self.bars.section(label)
            self.bars.add(bars_in(rest), number)
        elif chordlike(rest):
            if label:
                self.bars.section(label)
            self.bars.each(rest.split(), number)
        elif _IN_WORDS.search(line):
            self._over_words(line, number)
        elif label and not rest:
            self.bars.section(label)
        elif not self.title and not self.bars.rows:
            self.title = line.strip()
        else:
            self.bars.words += 1

    def _fact(self, name: str, value: str, number: int) -> None:
        if name == "title":
            self.title = value
        elif name in ("composer", "by"):
            self.bars.composer = value
        else:
            self.bars.fact("tempo" if name == "bpm" else name, value, number)
