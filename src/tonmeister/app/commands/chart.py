"""``tonmeister chart``: a recording as a song on paper."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tonmeister.flow.tell import Event, Teller

if TYPE_CHECKING:
    from tonmeister.flow.charting.charted import Charted
    from tonmeister.model import Chart

HELP = "chart a recording: tempo, key, chords, form, melody and words on paper"

BARS_A_LINE = 4


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("song", type=Path, metavar="SONG_or_FILE", help="a song's folder, or a file")
    sub.add_argument("--lyrics", type=Path, metavar="WORDS.txt", help="the words, a line a phrase")
    sub.add_argument("--out", type=Path, metavar="DIR", help="where the chart goes")
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """Chart, and show what was heard."""
    from tonmeister.flow.charting.charted import chart_recording

    charted = chart_recording(asked.song, tell, lyrics=asked.lyrics, out=asked.out)
    if asked.json:
        return _told(charted)
    _print(charted)
    return None


def _told(charted: Charted) -> Event:
    from tonmeister.music.clock import bar_count

    chart = charted.chart
    return {
        "event": "done",
        "title": chart.title,
        "first_s": chart.first_s,
        "bars": bar_count(chart),
        "tempo_bpm": chart.tempos[0].quarter_bpm,
        "tempos": [[float(t.at_quarters), t.quarter_bpm] for t in chart.tempos],
        "alternatives_bpm": list(chart.alternatives_bpm),
        "meters": [[m.bar, m.beats, m.unit] for m in chart.meters],
        "feel": chart.feel,
        "keys": [[float(k.at_quarters), k.name] for k in chart.keys],
        "runner_up": chart.runner_up,
        "chords": [
            [float(c.start_quarters), float(c.length_quarters), c.symbol.name, c.sure_score]
            for c in chart.chords
        ],
        "sections": [[s.name, s.letter, s.first_bar, s.bars] for s in chart.sections],
        "melody_notes": len(chart.melody),
        "notes": list(chart.notes),
        "files": {name: str(path) for name, path in charted.files.items()},
    }


def _print(charted: Charted) -> None:
    chart = charted.chart
    print(chart.title)
    for note in chart.notes:
        print(f"  {note}")
    lines = _bars(chart)
    starts = {section.first_bar: section for section in chart.sections}
    bar = 0
    while bar < len(lines):
        if bar in starts:
            section = starts[bar]
            same = f" ({section.letter})" if section.letter else ""
            print(f"{section.name}{same}, bar {bar + 1}, {section.bars} bars")
        stop = next(
            (at for at in range(bar + 1, min(bar + BARS_A_LINE, len(lines))) if at in starts),
            min(bar + BARS_A_LINE, len(lines)),
        )
        print("  | " + " | ".join(lines[bar:stop]) + " |")
        bar = stop
    for path in charted.files.values():
        print(f"Written: {path}")


def _bars(chart: Chart) -> list[str]:
    """Return what stands in each bar: its chords, or "%" where the one before goes on.

    A section begins with its chord written out.
    """
    from tonmeister.music.clock import bar_count, bar_start

    begins = {section.first_bar for section in chart.sections}
    out = []
    for bar in range(bar_count(chart)):
        start, stop = bar_start(chart, bar), bar_start(chart, bar + 1)
        names = [c.symbol.name for c in chart.chords if start <= c.start_quarters < stop]
        lasting = [
            c.symbol.name for c in chart.chords
            if c.start_quarters < start < c.start_quarters + c.length_quarters
        ]  # fmt: skip
        before = lasting if bar in begins else ["%"] * len(lasting)
        out.append(" ".join([*before, *names]) or "-")
    return out
