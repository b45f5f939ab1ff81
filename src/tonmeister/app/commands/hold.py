"""``tonmeister hold``: keep an edit, a comp's region or a move of the mix as it is."""

from __future__ import annotations

import argparse
from pathlib import Path

from tonmeister.flow.tell import Event, Teller

HELP = "keep an edit, a region of a comp or a move of the mix, whatever is thought later"


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("song", type=Path, metavar="SONG", help="the song's folder or its project")
    sub.add_argument("ids", nargs="+", metavar="ID", help="as `tonmeister why` lists them")
    sub.add_argument("--let-go", action="store_true", help="hold it no longer")
    sub.add_argument("--out", type=Path, metavar="DIR", help="project folder")
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """Hold them."""
    from tonmeister.flow.editing.undoing import hold

    return hold(asked.song, asked.ids, tell, let_go=asked.let_go, out=asked.out)
