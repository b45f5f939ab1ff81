"""``tonmeister undo``: take edits and moves of the mix back, one, some or all."""

from __future__ import annotations

import argparse
from pathlib import Path

from tonmeister.flow.tell import Event, Teller

HELP = "take back an edit, all edits of a track, or a move of the mix"


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("song", type=Path, metavar="SONG", help="the song's folder or its project")
    sub.add_argument("ids", nargs="*", metavar="ID",
                     help="as `tonmeister why` lists them, or what they begin with")  # fmt: skip
    sub.add_argument("--all", action="store_true", help="all edits of the song")
    sub.add_argument("--back", action="store_true", help="let it play again")
    sub.add_argument("--out", type=Path, metavar="DIR", help="project folder")
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """Switch the moves off and play what is left."""
    from tonmeister.flow.editing.undoing import undo
    from tonmeister.flow.wishes import BadWish

    if not asked.ids and not asked.all:
        raise BadWish("say what to take back: ids as `tonmeister why` lists them, or --all")
    return undo(asked.song, asked.ids, tell, everything=asked.all, back=asked.back, out=asked.out)
