"""``tonmeister export``: the mix as a session that a workstation opens."""

from __future__ import annotations

import argparse
from pathlib import Path

from tonmeister.flow.tell import Event, Teller

HELP = "write the mix as a session for a workstation: Ardour, DAWproject, REAPER, AAF, stems"


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("song", type=Path, metavar="SONG", help="the song's folder, or its project")
    sub.add_argument("--to", action="append", metavar="FORMAT", required=True,
                     help="ardour, dawproject, reaper, aaf, stems; may be given again")  # fmt: skip
    sub.add_argument("--effects", choices=("live", "printed"), default="live",
                     help="live: what the format can hold stays an effect (the default); "
                     "printed: all are played into the sound, exact everywhere")  # fmt: skip
    sub.add_argument("--no-proof", action="store_true",
                     help="do not play or read the export back to prove it")  # fmt: skip
    sub.add_argument("--artist", metavar="TEXT", help="goes into the session, as do the next two")
    sub.add_argument("--album", metavar="TEXT", help="the record it belongs to")
    sub.add_argument("--year", metavar="TEXT", help="its year")
    sub.add_argument("--project", type=Path, metavar="DIR", help="project folder (in the song)")
    sub.add_argument("--out", type=Path, metavar="DIR",
                     help="where to (exports/FORMAT in the project)")  # fmt: skip
    sub.add_argument("--workers", type=int, default=2, metavar="N", help="cores to use (2)")
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """Export, and say where it is and what was proved."""
    from tonmeister.flow.exporting.work import ExportWish, export_song
    from tonmeister.studio import Project
    from tonmeister.studio.project import is_ours

    song, place = asked.song, asked.project
    if place is None and is_ours(song):
        project = Project.find(song)
        song, place = project.song_folder, project.folder
    about = {"artist": asked.artist, "album": asked.album, "year": asked.year}
    wish = ExportWish(
        song=song,
        project=place,
        to=tuple(dict.fromkeys(asked.to)),
        out=asked.out,
        live=asked.effects == "live",
        prove=not asked.no_proof,
        about={name: words for name, words in about.items() if words},
        workers=asked.workers,
    )
    done = export_song(wish, tell)
    if asked.json:
        return {
            "event": "done",
            "exports": [
                {
                    "format": e.format, "main": str(e.main), "note": str(e.note),
                    "files": [str(f) for f in e.files], "proof": e.proof.figures,
                    "words": list(e.proof.words),
                }
                for e in done
            ],
        }  # fmt: skip
    for one in done:
        print(f"{one.format}: {one.main}")
        for line in one.proof.words:
            print(f"  {line}")
        print(f"  What arrives how: {one.note}")
    return None
