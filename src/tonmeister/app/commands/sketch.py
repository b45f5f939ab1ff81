"""``tonmeister sketch``: hum a tune, get a record of it: hum, arrange and produce in one go."""

from __future__ import annotations

import argparse
from pathlib import Path

from tonmeister.app.commands.arrange import band_arguments, said, told, wish_of
from tonmeister.flow.tell import Event, Teller

HELP = "from a hummed idea to a finished sketch of the song: hum, arrange and produce in one go"


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("idea", type=Path, metavar="IDEA.wav", help="the hum, as a phone records it")
    sub.add_argument("--style", required=True, metavar="NAME", help="rock, trap, jazz-swing ...")
    sub.add_argument("--click", metavar="BPM", help="the tempo, if you hummed to a click")
    sub.add_argument("--meter", metavar="METER", help="2/4, 3/4, 4/4 or 6/8 (heard)")
    sub.add_argument("--key", metavar="KEY", help='"D major" (heard)')
    sub.add_argument("--chords", metavar="ROW", help="safe, loop or colour (safe)")
    sub.add_argument("--title", metavar="TITLE", help="what the song is called (the file's name)")
    sub.add_argument("--out", type=Path, metavar="DIR", help="where to write (a folder beside it)")
    band_arguments(sub)
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """Hum, arrange, produce, and say what was heard and done."""
    from tonmeister.flow.humming.asked import read_asked
    from tonmeister.flow.sketching import sketch

    wanted = read_asked(
        click=asked.click, meter=asked.meter, key=asked.key, chords=asked.chords, title=asked.title
    )
    place, asked.out = asked.out, None
    asked.voice, asked.no_audio = None, False
    done = sketch(asked.idea, tell, wanted, lambda folder: wish_of(asked, folder), out=place)
    if asked.json:
        return {
            "event": "done", "chart": str(done.hummed.folder), "band": told(done.arranged),
            "record": done.record,
        }  # fmt: skip
    for line in (*done.hummed.said, *said(done.arranged)[:-1]):
        print(line)
    delivered = done.arranged.folder / "tonmeister"
    print(f"The record: {delivered / 'delivery'}")
    print(f"The report: {delivered / 'report.html'}")
    return None
