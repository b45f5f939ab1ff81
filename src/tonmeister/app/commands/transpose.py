"""``tonmeister transpose``: a chart in another key, chosen by you or by a singer's voice."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tonmeister.flow.tell import Event, Teller

if TYPE_CHECKING:
    from tonmeister.flow.transposing import Transposed

HELP = "put a chart into another key, by name, by steps, or by what a singer's voice can do"


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument(
        "chart", type=Path, metavar="CHART",
        help="chart.toml, MusicXML, MIDI, ChordPro, text, or a folder",
    )  # fmt: skip
    sub.add_argument("shift", nargs="?", metavar="+N", help="semitones, as +3 or -2")
    sub.add_argument("--to", metavar="KEY", help='the key it shall be in: "Bb major"')
    sub.add_argument("--for-singer", type=Path, metavar="VOICE.wav", dest="singer",
                     help="a recording of the singer alone; proposes three keys")  # fmt: skip
    sub.add_argument("--out", type=Path, metavar="DIR", help='folder ("<song> in <key>")')
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """Transpose, and say what it means."""
    from tonmeister.flow.transposing import TransposeAsked, transpose_chart

    done = transpose_chart(
        TransposeAsked(
            chart=asked.chart, shift=asked.shift, to=asked.to, singer=asked.singer, out=asked.out
        ),
        tell,
    )
    if asked.json:
        return _told(done)
    for line in done.said:
        print(line)
    print(f"Now in {done.chart.keys[0].name} ({done.shift_semitones:+d} semitones).")
    print(f"Written: {done.folder} ({', '.join(sorted(done.files))})")
    return None


def _told(done: Transposed) -> Event:
    return {
        "event": "done",
        "key": done.chart.keys[0].name,
        "shift_semitones": done.shift_semitones,
        "voice": None if done.voice is None else {
            "low_semitones": round(done.voice.low_semitones, 2),
            "high_semitones": round(done.voice.high_semitones, 2),
            "middle_semitones": round(done.voice.middle_semitones, 2),
        },
        "proposals": [
            {"semitones": p.semitones, "octaves": p.octaves, "key": p.key_name,
             "cost_score": round(p.cost_score, 2), "outside_count": p.outside_count,
             "top": p.top.name, "under_top_semitones": p.under_top_semitones}
            for p in done.proposals
        ],
        "said": list(done.said),
        "files": {name: str(path) for name, path in done.files.items()},
    }  # fmt: skip
