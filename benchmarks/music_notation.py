"""Notation against readers: notes that come back the same, and how long a page takes.

``python -m benchmarks.music_notation``. Random songs (all keys and meters, pickups, triplets, ties,
words, every kind of chord) are written as MusicXML and read back by us, by music21 and, where it
is installed, by MuseScore's converter (its own process). A note counts as identical where start,
length, spelled pitch and syllable are; a chord where start, root, bass and tones are. Then the
time of a lead sheet of 32 bars, in seconds of this process.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.notation.chart_factory import random_chart
from tests.notation.other_readers import Seen, by_music21, expected
from tonmeister.exchange.musicxml import musicxml, read_musicxml
from tonmeister.model import Chart

SONGS = 300
MUSESCORES = ("mscore3", "musescore3", "mscore", "mscore4", "musescore")


def rows(material: Path) -> list[dict[str, object]]:
    """Return the table: a row a reader, then a row for the time of a page."""
    del material  # nothing is needed but ourselves
    charts = [random_chart(seed) for seed in range(SONGS)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, chart in enumerate(charts):
            (folder / f"{number}.musicxml").write_text(musicxml(chart), "utf-8")
        out = [
            _row("ours", charts, folder, "musicxml", lambda path, _: expected(read_musicxml(path))),
            _row("music21", charts, folder, "musicxml", by_music21),
            _musescore(charts, folder),
        ]
        return [*out, _page(folder)]


def _row(
    reader: str, charts: Sequence[Chart], folder: Path, ending: str,
    read: Callable[[Path, Chart], Seen],
) -> dict[str, object]:  # fmt: skip
    notes = same = chords = same_chords = whole = 0
    start = time.perf_counter()
    for number, chart in enumerate(charts):
        wanted, seen = expected(chart), read(folder / f"{number}.{ending}", chart)
        notes += len(wanted.notes)
        same += len(set(wanted.notes) & set(seen.notes))
        chords += len(wanted.chords)
        same_chords += len(set(wanted.chords) & set(seen.chords))
        whole += wanted == seen
    return {
        "reader": reader, "songs": len(charts), "songs_identical": whole, "notes": notes,
        "notes_identical": same, "chords": chords, "chords_identical": same_chords,
        "time_s": round(time.perf_counter() - start, 2),
    }  # fmt: skip


def _musescore(charts: Sequence[Chart], folder: Path) -> dict[str, object]:
    program = next(filter(None, map(shutil.which, MUSESCORES)), None)
    if program is None:
        return {"reader": "MuseScore", "songs": "not here"}
    jobs = [
        {"in": str(folder / f"{n}.musicxml"), "out": str(folder / f"{n}.out.musicxml")}
        for n in range(len(charts))
    ]
    (folder / "jobs.json").write_text(json.dumps(jobs))
    start = time.perf_counter()
    subprocess.run(
        [program, "-j", str(folder / "jobs.json")], check=True, capture_output=True,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    converted_s = time.perf_counter() - start
    row = _row(
        "MuseScore", charts, folder, "out.musicxml", lambda path, _: expected(read_musicxml(path))
    )
    return row | {"time_s": round(converted_s, 2)}


def _page(folder: Path) -> dict[str, object]:
    from tests.notation.songs_on_paper import ballad
    from tonmeister.exchange.engrave import write_lead_sheet

    chart = ballad()
    timed: dict[str, object] = {"reader": "page of 32 bars with words"}
    for turn in ("first", "again"):
        start = time.process_time()
        musicxml(chart)
        write_lead_sheet(folder, "song", chart, only=("svg",))
        timed[f"xml_svg_{turn}_s"] = round(time.process_time() - start, 2)
        start = time.process_time()
        musicxml(chart)
        write_lead_sheet(folder, "song", chart)
        timed[f"all_{turn}_s"] = round(time.process_time() - start, 2)
    return timed


if __name__ == "__main__":
    for row in rows(Path(sys.argv[1] if len(sys.argv) > 1 else ".")):
        print(json.dumps(row))
