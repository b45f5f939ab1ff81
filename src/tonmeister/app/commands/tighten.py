"""``tonmeister tighten``: drums and parts closer together in time, with their feel kept."""

from __future__ import annotations

import argparse
from pathlib import Path

from tonmeister.flow.tell import Event, Teller

HELP = "tighten the timing: the drums as one, the bass to the kick, a part to a grid or groove"


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("song", type=Path, metavar="SONG", help="a song's folder, or one sound file")
    sub.add_argument("--track", action="append", default=[], metavar="NAME",
                     help="a part to tighten; may be given again (drums, then bass)")  # fmt: skip
    sub.add_argument("--drums", action="store_true", help="the drum kit, all microphones as one")
    sub.add_argument("--to", default="grid", metavar="WHAT",
                     help='grid, a track ("Kick", "Click") or GROOVE.mid (grid)')  # fmt: skip
    sub.add_argument("--grid", metavar="STEP", help="1/4, 1/8, 1/12, 1/16, 1/24, 1/32 (as it fits)")
    sub.add_argument("--swing", default="keep", metavar="PERCENT",
                     help="50 straight to 75; keep: the feel as it was played (keep)")  # fmt: skip
    sub.add_argument("--strength", metavar="PERCENT", help="how far towards its place (80%%)")
    sub.add_argument("--tolerance", type=float, metavar="MS",
                     help="what is let be (drums 8, bass 12, voices 25, others 15)")  # fmt: skip
    sub.add_argument("--bpm", type=float, metavar="N", help="the tempo, where none is heard")
    sub.add_argument("--first-beat", type=float, metavar="S", help="where a first beat lies")
    sub.add_argument("--genre", metavar="NAME", help="whose habits count (none)")
    sub.add_argument("--out", type=Path, metavar="DIR", help="project folder")
    sub.add_argument("--dry-run", action="store_true", help="say what would move, write nothing")
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """Tighten, and say what moved."""
    from tonmeister.flow.editing.bench import told
    from tonmeister.flow.editing.tighten import TightenWish, handed, tighten
    from tonmeister.knowledge import genre

    if asked.genre is not None:
        genre(asked.genre)
    done = tighten(
        TightenWish(
            song=asked.song, tracks=tuple(asked.track), drums=asked.drums, to=asked.to,
            grid=asked.grid,
            swing_percent=None if asked.swing == "keep" else _percent("--swing", asked.swing),
            strength_percent=_percent("--strength", asked.strength),
            tolerance_ms=asked.tolerance, bpm=asked.bpm, first_beat_s=asked.first_beat,
            genre=asked.genre, out=asked.out, dry_run=asked.dry_run,
        ),
        tell,
    )  # fmt: skip
    event: Event = {
        "event": "done", "dry_run": asked.dry_run,
        "parts": [
            {
                "name": p.name, "tracks": list(p.tracks), "against": p.against, "feel": p.feel,
                "strokes_count": p.strokes_count, "moved_count": p.moved_count,
                "taken_back_count": p.taken_back_count,
                "off_before_ms": list(p.before_ms), "off_after_ms": list(p.after_ms),
            }
            for p in done.parts
        ],
        "notes": list(done.notes),
        "files": {name: str(path) for name, path in done.files.items()},
    }  # fmt: skip
    if asked.json:
        return event | {"edits": told(handed(done))}
    for p in done.parts:
        mics = f" ({len(p.tracks)} tracks as one)" if len(p.tracks) > 1 else ""
        print(f"{p.name}{mics}, against {p.against}; feel kept: {p.feel}")
        print(f"  {p.moved_count} of {p.strokes_count} strokes moved, {p.taken_back_count} taken "
              f"back; off by {p.before_ms[0]:.1f} ms before (95 %: {p.before_ms[1]:.1f}), "
              f"{p.after_ms[0]:.1f} ms after (95 %: {p.after_ms[1]:.1f})")  # fmt: skip
    if asked.dry_run:
        print("Nothing was written (--dry-run).")
    for name, path in done.files.items():
        print(f"{name}: {path}")
    return None


def _percent(name: str, said: str | None) -> float | None:
    """Read ``80`` or ``80%``."""
    from tonmeister.flow.wishes import BadWish

    if said is None:
        return None
    try:
        return float(said.strip().removesuffix("%"))
    except ValueError:
        raise BadWish(f"{name} is {said!r}, but takes a percentage such as 80%") from None
