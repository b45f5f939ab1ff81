"""Every form a chart takes, there and back, on twelve pop songs: what stays, and how long it takes.

``python -m benchmarks.music_paper MATERIAL``. The songs are POP909's: melody and tempo map from
the MIDI files, chords from their annotations, put on the nearest eighth. Each format is written
and read again by us, MIDI and MusicXML also by others (music21, and MuseScore's converter where it
is installed). Shares are over all notes and chords: the same place, length and pitch (``spelled``:
by its name, F# is not Gb) or symbol.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from tonmeister.exchange.chart_midi_read import read_chart_midi
from tonmeister.exchange.charts import read_any_chart, write_chart_files
from tonmeister.model import Chart, ChartChord, ChartSection, ChordSymbol
from tonmeister.music.chord_kinds import bass_class, semitones
from tonmeister.music.chord_names import UnknownChord, read_symbol
from tonmeister.music.clock import bar_count, quarters
from tonmeister.music.spelling import spell_chord

KINDS = {"maj": "", "min": "m", "min7": "m7", "hdim7": "m7b5", "maj6": "6", "min6": "m6",
         "sus4(b7)": "7sus4", "minmaj7": "mmaj7"}  # fmt: skip
DEGREES = {"b3": 3, "3": 4, "b5": 6, "5": 7, "b7": 10, "7": 11, "2": 2, "4": 5, "6": 9, "b2": 1}
BARS_A_SECTION = 8


def songs(material: Path) -> list[Chart]:
    """Return the songs as charts."""
    return [_song(path) for path in sorted(material.glob("pop909/*/*.mid"))]


def _song(path: Path) -> Chart:
    chart = read_chart_midi(path)
    chords: list[ChartChord] = []
    for line in (path.parent / "chord_midi.txt").read_text("utf-8").splitlines():
        start_s, end_s, label = line.split()
        start, end = (Fraction(round(2 * quarters(chart, float(s))), 2) for s in (start_s, end_s))
        symbol = _symbol(label, chart)
        if symbol is not None and end > start:
            chords.append(
                ChartChord(start_quarters=start, length_quarters=end - start, symbol=symbol)
            )
    chart = replace(chart, chords=tuple(chords), notes=())
    firsts = range(0, bar_count(chart), BARS_A_SECTION)
    last = bar_count(chart)
    sections = tuple(
        ChartSection(name=f"Part {n}", first_bar=f, bars=min(BARS_A_SECTION, last - f), letter="A")
        for n, f in enumerate(firsts, 1)
    )
    return replace(chart, sections=sections, bars=last)


def _symbol(label: str, chart: Chart) -> ChordSymbol | None:
    if label in ("N", "X"):
        return None
    name, _, bass = label.partition("/")
    root, _, kind = name.partition(":")
    try:
        read = read_symbol(root + KINDS.get(kind, kind))
    except UnknownChord:
        return None
    low = bass_class(read) if not bass else (semitones(read.root_fifths) + DEGREES[bass]) % 12
    return spell_chord(semitones(read.root_fifths), read.quality, chart.keys[0], low)


def rows(material: Path) -> list[dict[str, object]]:
    """Return one row a format, then one a foreign reader."""
    charts = songs(material)
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        out = [_row(name, charts, at) for name in ("toml", "midi", "musicxml", "chordpro")]
        out += [_written_only(name, charts, at) for name in ("tempo", "nashville", "roman", "svg",
                                                             "png", "pdf")]  # fmt: skip
        out += [_foreign(name, charts, at, _music21) for name in ("midi", "musicxml")]
        if shutil.which("mscore3"):
            out += [_foreign(name, charts[:4], at, _musescore) for name in ("midi", "musicxml")]
        else:
            out.append({"format": "midi", "reader": "MuseScore: not here"})
    return out


def _row(name: str, charts: list[Chart], folder: Path) -> dict[str, object]:
    same = spelled = held = notes = chords = 0
    wrote_s = read_s = 0.0
    for number, chart in enumerate(charts):
        began = time.process_time()
        path = write_chart_files(folder, f"{number}", chart, only=(name,))[name]
        wrote_s += time.process_time() - began
        began = time.process_time()
        back = read_any_chart(path)
        read_s += time.process_time() - began
        same += len(_tune(chart, by_name=False) & _tune(back, by_name=False))
        spelled += len(_tune(chart, by_name=True) & _tune(back, by_name=True))
        held += len(_harmony(chart) & _harmony(back))
        notes, chords = notes + len(chart.melody), chords + len(chart.chords)
    row: dict[str, object] = {"format": name, "reader": "ours", "songs": len(charts)}
    if same:
        row["notes_same_percent"] = round(100.0 * same / notes, 2)
        row["notes_spelled_percent"] = round(100.0 * spelled / notes, 2)
    row["chords_same_percent"] = round(100.0 * held / chords, 2)
    row["write_ms"] = round(1000.0 * wrote_s / len(charts), 1)
    row["read_ms"] = round(1000.0 * read_s / len(charts), 1)
    return row


def _tune(chart: Chart, *, by_name: bool) -> set[object]:
    return {
        (n.start_quarters, n.length_quarters, n.pitch.name if by_name else n.pitch.midi)
        for n in chart.melody
    }


def _harmony(chart: Chart) -> set[object]:
    return {(c.start_quarters, c.length_quarters, c.symbol) for c in chart.chords}


def _written_only(name: str, charts: list[Chart], folder: Path) -> dict[str, object]:
    began = time.process_time()
    for number, chart in enumerate(charts[:4]):
        write_chart_files(folder, f"{number}", chart, only=(name,))
    each_ms = 1000.0 * (time.process_time() - began) / 4
    return {"format": name, "reader": "people", "songs": 4, "write_ms": round(each_ms, 1)}


Notes = list[tuple[Fraction, int]]


def _foreign(
    name: str, charts: list[Chart], folder: Path, read: Callable[[Path], Notes]
) -> dict[str, object]:
    same = count = 0
    for number, chart in enumerate(charts):
        path = write_chart_files(folder, f"{number}", chart, only=(name,))[name]
        theirs = read(path)
        first = min(n.start_quarters for n in chart.melody)
        mine = [(n.start_quarters - first, n.pitch.midi) for n in chart.melody]
        begin = theirs[0][0] if theirs else Fraction(0)
        same += len(set(mine) & {(at - begin, midi) for at, midi in theirs})
        count += len(set(mine))
    return {
        "format": name, "reader": read.__name__.strip("_"), "songs": len(charts),
        "notes_same_percent": round(100.0 * same / count, 2),
    }  # fmt: skip


def _music21(path: Path) -> Notes:
    import music21

    score = music21.converter.parse(path, quantizePost=False, forceSource=True)
    part = score.parts[0].stripTies() if path.suffix == ".musicxml" else score.parts[0]
    return [
        (Fraction(n.offset).limit_denominator(960), n.pitch.midi)
        for n in part.flatten().notes if n.isNote
    ]  # fmt: skip


def _musescore(path: Path) -> Notes:
    out = path.with_name(f"{path.stem}.{path.suffix[1:]}.musicxml")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run(["mscore3", "-o", str(out), str(path)], check=True, capture_output=True,
                   env=environment, timeout=120)  # fmt: skip
    return _music21(out)


if __name__ == "__main__":
    for row in rows(Path(sys.argv[1])):
        print(row)
