"""``tonmeister hum``: hum a tune, get its chart for every musician, and a sketch of it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tonmeister.flow.tell import Event, Teller

if TYPE_CHECKING:
    from tonmeister.flow.humming.hum import Hummed

HELP = "turn a hummed tune into notes, bars, key and chords: a lead sheet, MIDI, a sketch in sound"


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("idea", type=Path, metavar="IDEA.wav", help="the hum, as a phone records it")
    sub.add_argument("--click", metavar="BPM", help="the tempo, if you hummed to a click")
    sub.add_argument(
        "--tap", metavar="TIMES", help='when the beats are, in seconds: "0.5 1.13 1.75", or a file'
    )
    sub.add_argument("--meter", metavar="METER", help="2/4, 3/4, 4/4 or 6/8 (heard)")
    sub.add_argument("--key", metavar="KEY", help='"D major" (heard)')
    sub.add_argument(
        "--chords", metavar="ROW", help="which row the chart holds: safe, loop, colour"
    )
    sub.add_argument("--title", metavar="TITLE", help="what the song is called (the file's name)")
    sub.add_argument("--out", type=Path, metavar="DIR", help="where to write (a folder beside it)")
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """Listen, write, and say what was heard."""
    from tonmeister.flow.humming.asked import read_asked
    from tonmeister.flow.humming.hum import hum

    wanted = read_asked(
        click=asked.click, tap=asked.tap, meter=asked.meter, key=asked.key, chords=asked.chords,
        title=asked.title,
    )  # fmt: skip
    done = hum(asked.idea, tell, wanted, out=asked.out)
    if asked.json:
        return _told(done)
    for line in done.said:
        print(line)
    print(f"Written: {done.folder}")
    for path in done.files.values():
        print(f"  {path.name}")
    return None


def _told(done: Hummed) -> Event:
    chart, pulse = done.heard.paper.chart, done.heard.pulse
    meter = chart.meters[0]
    return {
        "event": "done",
        "tempo_bpm": round(pulse.beat_bpm, 2), "alternatives_bpm": list(chart.alternatives_bpm),
        "meter": f"{meter.beats}/{meter.unit}", "feel": chart.feel,
        "first_downbeat_s": chart.first_s, "key": chart.keys[0].name,
        "runner_up": chart.runner_up,
        "notes": [
            {"start_s": round(n.start_s, 4), "end_s": round(n.end_s, 4), "pitch": w.pitch.name,
             "cents": w.cents, "start_quarters": str(w.start_quarters),
             "length_quarters": str(w.length_quarters)}
            for n, w in zip(done.heard.notes, chart.melody, strict=True)
        ],
        "chords": {
            name: [
                {"start_quarters": str(c.start_quarters),
                 "length_quarters": str(c.length_quarters), "chord": c.symbol.name,
                 "sure_score": c.sure_score}
                for c in row
            ]
            for name, row in done.heard.paper.rows.items()
        },
        "said": list(done.said), "folder": str(done.folder),
        "files": {name: str(path) for name, path in done.files.items()},
    }  # fmt: skip
