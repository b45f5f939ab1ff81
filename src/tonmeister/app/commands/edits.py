"""``tonmeister edits``: play ``edits.toml`` as it stands and list what is in it."""

from __future__ import annotations

import argparse
from pathlib import Path

from tonmeister.flow.tell import Event, Teller

HELP = "play the song's edits as edits.toml says, and list them with their reasons"


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("song", type=Path, metavar="SONG", help="the song's folder or its project")
    sub.add_argument("track", nargs="?", metavar="TRACK", help="only this track (all)")
    sub.add_argument("--out", type=Path, metavar="DIR", help="project folder")
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """Play and list."""
    from tonmeister.flow.editing.bench import told
    from tonmeister.flow.editing.undoing import play_again
    from tonmeister.producer.edits.why import why_edits
    from tonmeister.studio import Project
    from tonmeister.studio.edits_file import read_edits

    project = Project.find(asked.out or asked.song)
    with project.lock():
        files = play_again(project, tell)
        edits = read_edits(project)
    mine = [e for e in edits.edits if asked.track in (None, e.track)]
    if asked.json:
        return {"event": "done", "edits": told(mine), "edited": files}
    for track in dict.fromkeys(e.track for e in mine):
        print(track)
        for line in why_edits(edits, track):
            print(f"  {line}")
    print("\n".join(files) if files else "No track is edited: all play as they came.")
    return None
