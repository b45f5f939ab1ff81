"""``tonmeister tune``: move the notes of a voice that are out of tune, and nothing else."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tonmeister.flow.tell import Event, Teller

if TYPE_CHECKING:
    from tonmeister.flow.editing.tune import Tuned
    from tonmeister.producer.edits.tune import TuneWish

HELP = "tune a vocal: single notes, as little as helps, by the song's key or a score"

MOST_LEFT = 12


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("song", type=Path, metavar="SONG_or_FILE", help="a song's folder, or a file")
    sub.add_argument("--track", metavar="NAME", help="which track (the lead vocals)")
    sub.add_argument("--key", metavar="KEY", help='"D major" (found in the song)')
    sub.add_argument("--scale", metavar="NOTES", help='"E blues", "C D E G A", chromatic')
    sub.add_argument("--score", type=Path, metavar="TUNE.mid", help="the melody as it is written")
    sub.add_argument("--strength", metavar="%", help="how much of the way (80)")
    sub.add_argument("--speed", metavar="MS", help="how long the way from note to note is (60)")
    sub.add_argument("--tolerance", metavar="CENTS", help="what is out by less stays (25)")
    sub.add_argument("--humanise", metavar="%", help="how much less at random, note by note (0)")
    sub.add_argument("--hard", action="store_true", help="every note, flat, at once: the effect")
    sub.add_argument("--dry-run", action="store_true", help="only say what would be done")
    sub.add_argument("--out", type=Path, metavar="DIR", help="project folder")
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """Tune, and say note by note what was done."""
    from tonmeister.flow.editing.tune import TuneAsked, tune
    from tonmeister.flow.wishes import BadWish

    by = [w for w in ("key", "scale", "score") if getattr(asked, w) is not None]
    if len(by) > 1:
        raise BadWish(f"--{by[0]} and --{by[1]} are two answers to one question: give one")
    wanted = TuneAsked(
        track=asked.track, scale=asked.key or asked.scale, score=asked.score, wish=_wish(asked)
    )
    tuned = tune(asked.song, tell, wanted, out=asked.out, dry_run=asked.dry_run)
    if asked.json:
        return _told(tuned)
    _print(tuned, dry_run=asked.dry_run)
    return None


def _wish(asked: argparse.Namespace) -> TuneWish:
    from tonmeister.producer.edits.tune import TuneWish

    hard = bool(asked.hard)
    return TuneWish(
        strength_percent=_number("--strength", asked.strength, 100.0 if hard else 80.0, 0.0, 100.0),
        speed_ms=_number("--speed", asked.speed, 5.0 if hard else 60.0, 5.0, 600.0),
        tolerance_cents=_number("--tolerance", asked.tolerance, 25.0, 0.0, 100.0),
        humanise_percent=_number("--humanise", asked.humanise, 0.0, 0.0, 100.0),
        hard=hard,
    )


def _number(name: str, said: str | None, otherwise: float, low: float, high: float) -> float:
    from tonmeister.flow.wishes import BadWish

    if said is None:
        return otherwise
    try:
        value = float(said.strip().removesuffix("%").removesuffix("ms").removesuffix("cents"))
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise BadWish(f"{name} is {said!r}, but takes a number from {low:.0f} to {high:.0f}")
    return value


def _told(tuned: Tuned) -> Event:
    from tonmeister.flow.editing.bench import told

    return {
        "event": "done",
        "tracks": [
            {
                "track": one.name, "said": one.said, "notes": len(one.notes),
                "tuning_cents": None if one.aims is None else round(one.aims.tuning_cents, 1),
                "edits": told(one.edits),
                "taken_back": [
                    {**told([back.edit])[0], "taken_back": back.reason} for back in one.taken_back
                ],
                "left": [
                    {"start_s": left.note.start_s, "end_s": left.note.end_s, "why": left.reason}
                    for left in one.left
                ],
            }
            for one in tuned.tracks
        ],
        "edited": {name: str(path) for name, path in tuned.files.items()},
    }  # fmt: skip


def _print(tuned: Tuned, *, dry_run: bool) -> None:
    for one in tuned.tracks:
        print(one.said)
        for edit in one.edits:
            print(f"  {edit.reason} Measured: {edit.after['off_cents']:+.0f} cents.")
        for back in one.taken_back:
            print(f"  taken back: {back.edit.reason} {back.reason}.")
        for left in one.left[:MOST_LEFT]:
            print(f"  left alone: {left.reason}")
        if len(one.left) > MOST_LEFT:
            print(f"  and {len(one.left) - MOST_LEFT} more that are unclear (--json tells all)")
    for path in tuned.files.values():
        print(f"Edited: {path}")
    if dry_run:
        print("A dry run: nothing was written.")
