"""``tonmeister clean``: hum, clicks, clipped peaks, breaths, pauses, bleed; noise only if asked."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tonmeister.flow.tell import Event, Teller

if TYPE_CHECKING:
    from tonmeister.flow.editing.clean import Cleaned
    from tonmeister.producer.edits.clean import CleanWish

HELP = "clean recordings: hum, clicks, clipped peaks, breaths, pauses, bleed; each move shown"

MOST_SHOWN = 12


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("song", type=Path, metavar="SONG_or_FILE", help="a song's folder, or a file")
    sub.add_argument("--track", action="append", default=[], metavar="NAME",
                     help="only this track (may be given again)")  # fmt: skip
    sub.add_argument("--only", metavar="KINDS",
                     help="hum,clicks,clipping,breaths,silence,bleed (all of them)")  # fmt: skip
    sub.add_argument("--breaths", metavar="DB", help="how far breaths come down (-6)")
    sub.add_argument("--denoise", action="store_true",
                     help="take steady noise down, learned in a pause")  # fmt: skip
    sub.add_argument("--noise-from", metavar="M:SS-M:SS", help="where only the noise is heard")
    sub.add_argument("--dry-run", action="store_true", help="only say what would be done")
    sub.add_argument("--out", type=Path, metavar="DIR", help="project folder")
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """Clean, and say track by track what was done."""
    from tonmeister.flow.editing.clean import CleanAsked, clean

    wanted = CleanAsked(tracks=tuple(asked.track), wish=_wish(asked))
    cleaned = clean(asked.song, tell, wanted, out=asked.out, dry_run=asked.dry_run)
    if asked.json:
        return _told(cleaned)
    _print(cleaned, dry_run=asked.dry_run)
    return None


def _wish(asked: argparse.Namespace) -> CleanWish:
    from tonmeister.flow.wishes import BadWish
    from tonmeister.producer.edits.clean import ASKED_FOR, CleanWish

    kinds: tuple[str, ...] = ASKED_FOR
    if asked.only is not None:
        kinds = tuple(word.strip() for word in asked.only.split(",") if word.strip())
        strange = [word for word in kinds if word not in ASKED_FOR]
        if strange or not kinds:
            said = strange[0] if strange else asked.only
            raise BadWish(f"--only {said!r}: there are {', '.join(ASKED_FOR)}")
    elif asked.denoise:
        kinds = ()
    if asked.noise_from is not None and not asked.denoise:
        raise BadWish("--noise-from says where the noise is, but nothing is done without --denoise")
    return CleanWish(
        kinds=(*kinds, "denoise") if asked.denoise else kinds,
        breaths_db=_breaths_db(asked.breaths),
        noise_from_s=_span(asked.noise_from),
    )


def _breaths_db(said: str | None) -> float:
    from tonmeister.flow.wishes import BadWish

    if said is None:
        return -6.0
    try:
        value = float(said.lower().removesuffix("db").strip())
    except ValueError:
        value = float("nan")
    if not -20.0 <= value <= 0.0:
        raise BadWish(f"--breaths is {said!r}, but takes -20 to 0 dB (they are never removed)")
    return value


def _span(said: str | None) -> tuple[float, float] | None:
    from tonmeister.flow.wishes import BadWish

    if said is None:
        return None
    try:
        start_s, end_s = (_seconds(part) for part in said.split("-"))
    except ValueError:
        start_s, end_s = 0.0, 0.0
    if not 0.0 <= start_s < end_s:
        raise BadWish(f"--noise-from is {said!r}, but takes two times such as 0:00-0:02")
    return start_s, end_s


def _seconds(said: str) -> float:
    minutes, _, seconds = said.strip().rpartition(":")
    return 60.0 * float(minutes or 0) + float(seconds)


def _told(cleaned: Cleaned) -> Event:
    from tonmeister.flow.editing.bench import told

    return {
        "event": "done",
        "tracks": [
            {
                "track": one.name, "said": one.said, "edits": told(one.edits),
                "notes": list(one.notes[1:]),
                "taken_back": [
                    {**told([back.edit])[0], "taken_back": back.reason} for back in one.taken_back
                ],
            }
            for one in cleaned.tracks
        ],
        "edited": {name: str(path) for name, path in cleaned.files.items()},
        "removed": {name: str(path) for name, path in cleaned.removed.items()},
    }  # fmt: skip


def _print(cleaned: Cleaned, *, dry_run: bool) -> None:
    from tonmeister.producer.edits.clean_words import measured_words

    for one in cleaned.tracks:
        print(one.said)
        for edit in one.edits[:MOST_SHOWN]:
            print(f"  {edit.reason}{measured_words(edit.before, edit.after)}")
        if len(one.edits) > MOST_SHOWN:
            print(f"  and {len(one.edits) - MOST_SHOWN} more (`tonmeister why`, --json)")
        for back in one.taken_back[:MOST_SHOWN]:
            print(f"  taken back: {back.edit.reason} {back.reason}.")
        for note in one.notes[1:]:
            print(f"  {note.removeprefix(one.name + ': ')}")
    for name, path in cleaned.files.items():
        print(f"Edited: {path}")
        if name in cleaned.removed:
            print(f"Taken away: {cleaned.removed[name]}")
    if dry_run:
        print("A dry run: nothing was written.")
