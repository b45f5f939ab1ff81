"""``tonmeister drums``: hear the strokes, and lay a kit's sounds under or over them."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from tonmeister.flow.tell import Event, Teller

if TYPE_CHECKING:
    from tonmeister.flow.editing.drums import Drummed
    from tonmeister.producer.edits.drums import ReplaceWish

HELP = "hear every drum stroke; replace or thicken it with a kit; write MIDI"


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("song", type=Path, metavar="SONG_or_FILE", help="a song's folder, or a file")
    sub.add_argument("--kit", default="ours", metavar="KIT",
                     help="KIT.sfz, drumkit.xml, KIT.h2drumkit, a folder, or ours")  # fmt: skip
    sub.add_argument("--track", metavar="NAME", help="only this track")
    sub.add_argument("--pieces", metavar="LIST", help="kick,snare,hats,toms,cymbals (kick,snare)")
    sub.add_argument("--blend", metavar="%", help="how much of the kit (50); 100 replaces")
    sub.add_argument("--midi", type=Path, metavar="OUT.mid", help="write the strokes as MIDI")
    sub.add_argument("--detect-only", action="store_true", help="only say what is struck when")
    sub.add_argument("--dry-run", action="store_true", help="only say what would be done")
    sub.add_argument("--out", type=Path, metavar="DIR", help="project folder")
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """Do it, and say what was heard and done."""
    from tonmeister.flow.editing.drums import DrumsAsked, drums

    wanted = DrumsAsked(
        wish=_wish(asked), kit=asked.kit, only=asked.track, midi=asked.midi,
        detect_only=bool(asked.detect_only),
    )  # fmt: skip
    done = drums(asked.song, tell, wanted, out=asked.out, dry_run=asked.dry_run)
    if asked.json:
        return _told(done)
    _print(done, dry_run=asked.dry_run)
    return None


def _wish(asked: argparse.Namespace) -> ReplaceWish:
    from tonmeister.flow.wishes import BadWish
    from tonmeister.model import DRUM_PIECES
    from tonmeister.producer.edits.drums import ReplaceWish

    pieces = [p.strip().lower() for p in (asked.pieces or "kick,snare").split(",") if p.strip()]
    pieces = [{"hat": "hats", "tom": "toms", "cymbal": "cymbals"}.get(p, p) for p in pieces]
    strange = [p for p in pieces if p not in DRUM_PIECES]
    if strange or not pieces:
        raise BadWish(f"--pieces is {asked.pieces!r}, but takes some of {', '.join(DRUM_PIECES)}")
    said = asked.blend if asked.blend is not None else "50"
    try:
        blend = float(said.strip().removesuffix("%"))
    except ValueError:
        blend = float("nan")
    if not 0.0 <= blend <= 100.0:
        raise BadWish(f"--blend is {said!r}, but takes a number from 0 to 100")
    return ReplaceWish(pieces=tuple(dict.fromkeys(pieces)), blend_percent=blend)


def _told(done: Drummed) -> Event:
    from tonmeister.flow.editing.bench import told

    return {
        "event": "done", "heard_from": done.heard_from, "kit": done.kit,
        "notes": list(done.notes),
        "hits": [
            {"at_s": h.at_s, "piece": h.piece, "velocity": h.velocity,
             "confidence": h.confidence, "track": h.track} for h in done.hits
        ],
        "tracks": [
            {
                "track": t.name, "strokes": len(t.hits), "louder_lu": t.louder_lu,
                "edits": told(t.edits),
                "taken_back": [
                    {**told([b.edit])[0], "taken_back": b.reason} for b in t.taken_back
                ],
            }
            for t in done.tracks
        ],
        "edited": {name: str(path) for name, path in (done.files or {}).items()},
        "midi": str(done.midi) if done.midi else None,
    }  # fmt: skip


def _print(done: Drummed, *, dry_run: bool) -> None:
    print(f"Heard from {done.heard_from}:")
    for track in done.tracks:
        counts = Counter(hit.piece for hit in track.hits)
        said = ", ".join(f"{count} {piece}" for piece, count in counts.items()) or "no strokes"
        print(f"  {track.name}: {said}")
        if track.edits:
            used = len({edit.settings["sample"] for edit in track.edits})
            print(f"    {len(track.edits)} strokes take {used} sounds of {done.kit}; "
                  f"the track is {track.louder_lu:+.1f} LU from what it was")  # fmt: skip
        reasons = Counter(back.reason for back in track.taken_back)
        for reason, count in reasons.items():
            print(f"    taken back, {count}: {reason}")
    for note in done.notes:
        print(f"  {note}")
    for path in (done.files or {}).values():
        print(f"Edited: {path}")
    if done.midi:
        print(f"MIDI: {done.midi}")
    if dry_run:
        print("A dry run: nothing was written.")
