"""``tonmeister translate``: how a record sounds on phone, earbuds, laptop, car, club, kitchen."""

from __future__ import annotations

import argparse
from pathlib import Path

from tonmeister.flow.tell import Event, Teller

HELP = "say (or render) how a record sounds where people hear it"


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("record", type=Path, metavar="FILE_OR_RECORD",
                     help="a finished sound file, or the folder of a produced song")  # fmt: skip
    sub.add_argument("--on", metavar="DEVICES", help="phone,earbuds,laptop,car,club,kitchen (all)")
    sub.add_argument("--stems", type=Path, metavar="FOLDER", help="its stems: bass, vocal, ...")
    sub.add_argument("--render", action="store_true", help="write it as it sounds, a WAV each")
    sub.add_argument("--noise", action="store_true", help="with the noise of the place")
    sub.add_argument("--out", type=Path, metavar="DIR", help="where the WAVs go")
    sub.add_argument("--page", type=Path, metavar="PAGE.html", help="write a page to switch on")
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event:
    """Play it on every device, tell what becomes of it, propose what mends it."""
    from tonmeister.flow.translating import play_on, record, wanted
    from tonmeister.flow.translating_moves import propose
    from tonmeister.flow.translating_page import write_page
    from tonmeister.flow.translating_render import render_all
    from tonmeister.flow.wishes import BadWish

    places = wanted(asked.on)
    if asked.out and not asked.render:
        raise BadWish("--out goes with --render: it says where the WAVs go")
    if asked.noise and not (asked.render or asked.page):
        raise BadWish("--noise goes with --render or --page: it is about the sound they write")
    if asked.page is not None and asked.page.suffix.lower() not in (".html", ".htm"):
        raise BadWish(f"--page is {asked.page}, but a page ends in .html")
    if asked.out is not None and asked.out.is_file():
        raise BadWish(f"--out is {asked.out}, but that is a file: name a folder")
    with record(asked.record, asked.stems, tell) as one:
        there = [play_on(one, place) for place in places]
        with tell.stage("mend", "Trying what would mend it"):
            moves, left = propose(one, there, tell)
        if asked.page is not None:
            write_page(asked.page, one, there, moves, left, tell, noise=asked.noise)
        rendered: list[Path] = []
        if asked.render:
            out = asked.out or one.path.parent / f"{one.name} translated"
            rendered = render_all(one, there, out, tell, noise=asked.noise)
    done: Event = {
        "event": "done",
        "record": str(one.path),
        "stems": [n for n, s in (("bass", one.bass), ("lead vocal", one.vocal)) if s is not None],
        "devices": [
            {
                "name": t.device.name, "title": t.device.title, "reads_as": t.device.reads_as,
                "response_grade": t.device.response.grade, "facts": t.facts,
                "troubles": [
                    {"kind": x.kind, "amount": round(x.amount, 3), "here": round(x.here, 3),
                     "fair": round(x.fair, 3)} for x in t.troubles
                ],
                "sentences": list(t.sentences),
            }
            for t in there
        ],
        "moves": [
            {
                "strip": m.strip, "mends": m.trouble.kind, "device": m.trouble.device,
                "effects": [{"effect": d.effect, "settings": dict(d.settings)}
                            for d in m.decisions],
                "predicted": dict(m.decisions[0].predicted),
                "measured": dict(m.decisions[0].measured),
                "sentence": m.sentence,
            }
            for m in moves
        ],
        "left": left,
        "page": None if asked.page is None else str(asked.page),
        "files": [str(path) for path in rendered],
    }  # fmt: skip
    if not asked.json:
        _print(done)
    return done


def _print(done: Event) -> None:
    for place in done["devices"]:
        print(f"{place['title']}: {' '.join(place['sentences'])}\n")
    if done["moves"]:
        print("What would help, tried and measured:")
    for move in done["moves"]:
        print(f"  {move['sentence']}")
    for line in done["left"]:
        print(f"  {line}")
    if done["page"]:
        print(f"\nPage: {done['page']}")
    if done["files"]:
        print(f"\nRendered, equally loud, in {Path(done['files'][0]).parent}:")
    for file in done["files"]:
        print(f"  {Path(file).name}")
