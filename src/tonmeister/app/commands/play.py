"""``tonmeister play``: hear a MIDI file, played by our instruments or by a bank of samples."""

from __future__ import annotations

import argparse
from pathlib import Path

from tonmeister.flow.tell import Event, Teller

HELP = "play a MIDI file with our instruments or a bank of samples, to a mix and stems"


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("file", type=Path, metavar="FILE.mid", help="the MIDI file")
    sub.add_argument(
        "--instrument", metavar="NAME",
        help="a preset for every part, or FILE.sf2, .sf3, .sfz, a kit (each part by its program)",
    )  # fmt: skip
    sub.add_argument("--track", type=int, metavar="N", help="only this track, from 1 (all)")
    sub.add_argument(
        "--program", action="store_true",
        help="--instrument only plays what it fits, drums or notes; the rest goes by program",
    )  # fmt: skip
    sub.add_argument("--out", type=Path, metavar="X.wav", help='the mix ("FILE played.wav")')
    sub.add_argument("--stems", action="store_true", help="also a file for each part")
    sub.add_argument("--rate", type=int, default=48000, metavar="HZ", help="sampling rate (48000)")
    sub.add_argument("--seed", type=int, default=1, metavar="N", help="another take of the band")
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """Play the file, and say who played what."""
    from tonmeister.flow.playing import PlayAsked, play_file
    from tonmeister.flow.wishes import BadWish

    if asked.program and asked.instrument is None:
        raise BadWish("--program says what --instrument may play: give an --instrument, too")
    if asked.seed < 0:
        raise BadWish(f"--seed is {asked.seed}, but counts from 0")
    wish = PlayAsked(
        instrument=asked.instrument, track=asked.track, by_program=asked.program, out=asked.out,
        stems=asked.stems, rate_hz=asked.rate, seed=asked.seed,
    )  # fmt: skip
    played = play_file(asked.file, tell, wish)
    if asked.json:
        return {
            "event": "done", "mix": str(played.mix), "length_s": round(played.length_s, 2),
            "turned_db": round(played.turned_db, 2), "stems": [str(p) for p in played.stems],
            "parts": [
                {"name": p.name, "track": p.track, "channel": p.channel,
                 "instrument": p.instrument, "licence": p.licence, "notes": p.notes,
                 "left_out": p.left_out}
                for p in played.parts
            ],
        }  # fmt: skip
    for p in played.parts:
        print(f"{p.name} (track {p.track}, channel {p.channel}): {p.notes} notes, {p.instrument}")
        if p.left_out:
            print(f"  {p.left_out} of them lie on keys without a drum and are left out")
    for path in played.stems:
        print(f"Stem: {path}")
    print(f"Mix: {played.mix}")
    return None
