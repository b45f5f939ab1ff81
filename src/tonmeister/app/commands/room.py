"""``tonmeister room``: how a room rings, echoes, booms and hums, and what to do about it."""

from __future__ import annotations

import argparse
from pathlib import Path

from tonmeister.flow.tell import Event, Teller

HELP = "measure a room from a sweep or a clap, and say what to do about it"


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("recording", nargs="?", type=Path, metavar="RECORDING",
                     help="the recorded sweep, or one clap, balloon, impulse response")  # fmt: skip
    sub.add_argument("--make-sweep", type=Path, metavar="SWEEP.wav", help="write a sweep to play")
    sub.add_argument("--length", type=float, metavar="S", help="of the sweep, 2 to 60 s (15)")
    sub.add_argument("--rate", type=int, metavar="HZ", help="of the sweep (48000)")
    sub.add_argument("--sweep", type=Path, metavar="SWEEP.wav", help="the sweep that was played")
    sub.add_argument("--dimensions", metavar="LxWxH", help="of the room in metres: 4.2x3.1x2.5")
    sub.add_argument("--channel", type=int, metavar="N", help="which to measure (the loudest)")
    sub.add_argument("--full-scale-db", type=float, metavar="DB",
                     help="the dB SPL of full scale, if it was calibrated: gives NC")  # fmt: skip
    sub.add_argument("--impulse", type=Path, metavar="OUT.wav", help="write the impulse response")
    sub.add_argument("--out", type=Path, metavar="PAGE.html", help="write a page with pictures")
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event:
    """Write a sweep, or measure a room."""
    from tonmeister.flow.room import SWEEP_HZ, SWEEP_S, hear_room, sides, write_impulse, write_sweep
    from tonmeister.flow.room_page import as_event, write_page
    from tonmeister.flow.wishes import BadWish

    if asked.make_sweep is not None:
        if asked.recording is not None or asked.sweep is not None:
            raise BadWish(
                "--make-sweep stands alone: play what it writes, record it, then come back"
            )
        length_s = SWEEP_S if asked.length is None else asked.length
        rate_hz = SWEEP_HZ if asked.rate is None else asked.rate
        whole_s = write_sweep(asked.make_sweep, length_s, rate_hz)
        done: Event = {"event": "done", "sweep": str(asked.make_sweep), "rate_hz": rate_hz,
                       "length_s": round(whole_s, 3)}  # fmt: skip
        if not asked.json:
            print(f"{asked.make_sweep}: {whole_s:.0f} s. Start recording, play it once through one "
                  "speaker, let the recording run until the file has ended.")  # fmt: skip
        return done
    if asked.recording is None:
        raise BadWish("name a recording, or --make-sweep SWEEP.wav to begin with")
    if asked.length is not None or asked.rate is not None:
        raise BadWish("--length and --rate go with --make-sweep")
    inputs = [path for path in (asked.recording, asked.sweep) if path is not None]
    if asked.out is not None and asked.out.suffix.lower() not in (".html", ".htm"):
        raise BadWish(f"--out is {asked.out}, but a page ends in .html")
    if asked.impulse is not None and asked.impulse.suffix.lower() != ".wav":
        raise BadWish(f"--impulse is {asked.impulse}, but an impulse response ends in .wav")
    heard = hear_room(
        asked.recording, tell, sweep=asked.sweep, sides_m=sides(asked.dimensions),
        channel=asked.channel, full_scale_db=asked.full_scale_db,
    )  # fmt: skip
    if asked.impulse is not None:
        write_impulse(asked.impulse, heard, inputs)
    if asked.out is not None:
        write_page(asked.out, heard)
    done = as_event(heard, asked.out, asked.impulse)
    if not asked.json:
        from tonmeister.flow.room_text import lines

        print("\n".join(lines(heard)))
        for name in ("page", "impulse"):
            if done[name]:
                print(f"{name.capitalize()}: {done[name]}")
    return done
