"""``tonmeister import``: a mix made in another program comes back as a song of ours."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tonmeister.flow.tell import Event, Teller

if TYPE_CHECKING:
    from tonmeister.flow.importing.bringing import Imported

HELP = "bring in a mix made in a workstation: Ardour, DAWproject, REAPER, AAF"


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("session", type=Path, metavar="SESSION",
                     help=".ardour, .dawproject, .rpp or .aaf, or a session's folder")  # fmt: skip
    sub.add_argument("--out", type=Path, metavar="DIR",
                     help="the song's folder, new (beside the session, by its title)")  # fmt: skip
    sub.add_argument("--outside", action="store_true",
                     help="read sound files that lie outside of the session's folder")  # fmt: skip
    sub.add_argument("--without-missing", action="store_true",
                     help="leave clips silent whose sound files are not there")  # fmt: skip
    sub.add_argument("--genre", metavar="NAME", help="what the sheet is written for (pop)")
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """Bring it in, and say what came."""
    from tonmeister.app.wishes import genre_asked
    from tonmeister.flow.importing.bringing import bring_in
    from tonmeister.flow.importing.wishes import ImportWish

    wish = ImportWish(
        session=asked.session, out=asked.out, outside=asked.outside,
        without_missing=asked.without_missing, genre=genre_asked(asked.genre),
    )  # fmt: skip
    made = bring_in(wish, tell)
    if not asked.json:
        _say(made, tell)
    return {
        "event": "done", "folder": str(made.folder), "title": made.title, "tracks": made.tracks,
        "kept_out": made.kept_out, "takes": made.takes, "as_they_were": made.as_they_were,
        "files": [str(path) for path in made.files], "notes": list(made.notes),
    }  # fmt: skip


def _say(made: Imported, tell: Teller) -> None:
    waiting = f", {_count(made.takes, 'take')} waiting" if made.takes else ""
    out = f", {made.kept_out} kept out" if made.kept_out else ""
    tell.say(
        f"{made.title}: {_count(made.tracks, 'track')} in the mix{out}{waiting}; "
        f"{_count(made.as_they_were, 'recording')} copied as they were"
    )
    for note in made.notes:
        tell.say(note)
    tell.say(f"The song: {made.folder}\nNext: tonmeister render {made.folder}")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number != 1 else ''}"
