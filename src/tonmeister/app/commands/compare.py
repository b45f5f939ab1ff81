"""``tonmeister compare``: what differs between two or three mixes, equally loud."""

from __future__ import annotations

import argparse
from pathlib import Path

from tonmeister.flow.tell import Event, Teller

HELP = "say what differs between two or three mixes at equal loudness"
MOST = 9


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("files", type=Path, nargs="+", metavar="FILE",
                     help="two or three sound files (or produced songs): A B [C]")  # fmt: skip
    sub.add_argument("--out", type=Path, metavar="PAGE.html", help="write a page to switch on")
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event:
    """Compare them, print it, and write the page if one was asked for."""
    from tonmeister.flow.comparing import compared
    from tonmeister.flow.comparing_page import as_event, write_page
    from tonmeister.flow.wishes import BadWish

    if not 2 <= len(asked.files) <= 3:
        raise BadWish(f"compare takes two or three files, not {len(asked.files)}")
    out: Path | None = asked.out
    if out is not None and out.suffix.lower() not in (".html", ".htm"):
        raise BadWish(f"--out is {out}, but a page ends in .html")
    if out is not None and out.is_dir():
        raise BadWish(f"--out is {out}, but that is a folder: name the page, PAGE.html")
    with compared(asked.files, tell) as found:
        if out is not None:
            write_page(out, found, tell)
        done = as_event(found, out)
    if not asked.json:
        _print(done)
    return done


def _print(done: Event) -> None:
    for one in done["files"]:
        print(f"{one['label']}  {one['name']}: {one['loudness_lufs']:.1f} LUFS, "
              f"peak {one['true_peak_dbtp']:.1f} dBTP")  # fmt: skip
    for pair in done["pairs"]:
        print(f"\n{pair['other']} against {pair['one']}: {' '.join(pair['about'])}")
        for d in pair["differences"][:MOST]:
            print(f"  {d['how_plain']:<7} {d['sentence']}")
        if len(pair["differences"]) > MOST:
            left = len(pair["differences"]) - MOST
            print(f"  and {left} smaller ones (--json or --out PAGE.html names them)")
    if done["page"]:
        print(f"\nPage: {done['page']}")
