"""What every step of the main job takes on the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from tonmeister.model import STAGES


def step_arguments(
    sub: argparse.ArgumentParser, name: str, what: str = "the folder of raw tracks"
) -> None:
    """Add what every step of the main job takes."""
    sub.add_argument("song", type=Path, metavar="SONG_FOLDER", help=what)
    add = sub.add_argument
    add("--out", type=Path, metavar="DIR", help="project folder (SONG_FOLDER/tonmeister)")
    add(
        "--genre", metavar="NAME", help="see `tonmeister genres`; heard from the sound if not given"
    )
    add("--reference", type=Path, metavar="FILE", help="a record to come near in tone")
    if name in ("produce", "decide"):
        add("--dry-run", action="store_true", help="say what would be done, write nothing")
        add("--no-edits", action="store_true", help="leave the recordings as they came")
    add("--rate", type=int, metavar="HZ", help="sample rate of the session (that of the tracks)")
    add("--loudness", type=float, metavar="LUFS", help="loudness of the master (from the genre)")
    add("--ceiling", type=float, metavar="DBTP", help="highest true peak (from the genre)")
    add(
        "--amount",
        action="append",
        default=[],
        metavar="STAGE=PERCENT",
        help=f"how much of a stage, 0 to 100: {', '.join(STAGES)}",
    )
    add(
        "--exclude",
        action="append",
        default=[],
        metavar="TRACK",
        help="leave a track's sound alone",
    )
    add("--title", help="song title for the tags (the folder's name)")
    add("--artist", help="artist for the tags")
    add("--album", help="album for the tags")
    add("--year", help="year for the tags")
    add(
        "--cover", type=Path, metavar="FILE", help="cover picture (cover.jpg or .png in the folder)"
    )
    add("--workers", type=int, default=2, metavar="N", help="how many tracks at a time (2)")
    add("--json", action="store_true", help="print one JSON object a line")
