"""``tonmeister setup``: which microphone where, on which input, how far open, who hears what."""

from __future__ import annotations

import argparse
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from tonmeister.flow.tell import Event, Teller

if TYPE_CHECKING:
    from tonmeister.producer.recording import Line, Setup

HELP = "plan a recording from what a band plays and owns: input list, gain, headphones"


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("band", nargs="?", type=Path, metavar="BAND.toml",
                     help="who plays what, and what you own (see --example)")  # fmt: skip
    sub.add_argument("--example", action="store_true", help="print such a list, to begin with")
    sub.add_argument("--out", type=Path, metavar="PAGE.html", help="write a page to print (A4)")
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """Plan it, print it, write the page."""
    from tonmeister.flow.setup import set_up, told, write_setup_page
    from tonmeister.flow.wishes import BadWish
    from tonmeister.producer.recording import EXAMPLE

    if asked.example:
        if asked.json:
            return {"event": "example", "text": EXAMPLE}
        print(EXAMPLE, end="")
        return None
    if asked.band is None:
        raise BadWish("name the band's list, BAND.toml; tonmeister setup --example prints one")
    if asked.out is not None and asked.out.suffix.lower() not in (".html", ".htm"):
        raise BadWish(f"--out is {asked.out}, but a page ends in .html")
    setup = set_up(asked.band)
    if asked.out is not None:
        write_setup_page(asked.out, setup)
    if asked.json:
        return {**told(setup), "page": None if asked.out is None else str(asked.out)}
    _print(setup)
    if asked.out is not None:
        print(f"\nPage to print: {asked.out}")
    return None


def _print(setup: Setup) -> None:
    print(f"{setup.title}, {setup.room}\n")
    for line in setup.lines:
        _line(line)
    print("Headphones")
    for cue in setup.cues:
        levels = ", ".join(f"{name} {level_db:+.0f} dB" for name, level_db in cue.levels)
        _fold(f"{' and '.join(cue.players)}: {levels}.", "  ")
        _fold("Why: " + "; ".join(cue.why) + ".", "    ")
    for title, lines in (("Left out", setup.left), ("Mind", setup.notes)):
        if lines:
            print(f"\n{title}")
        for said in lines:
            _fold(said, "  ")


def _line(line: Line) -> None:
    turned = ", polarity turned" if line.reversed else ""
    opened = "" if line.gain is None else (
        f", gain {line.gain.from_db:.0f} to {line.gain.to_db:.0f} dB"
    )  # fmt: skip
    pattern = f" ({line.pattern})" if line.pattern else ""
    print(f"{line.channel_count:>2}  {line.source} ({line.player}): {line.microphone}{pattern}"
          f"{opened}{turned}, 48 V {line.phantom}")  # fmt: skip
    _fold(f"{line.where}.", "    ")
    _fold(" ".join(line.reasons), "    ")
    for warning in line.warnings:
        _fold(f"! {warning}", "    ")
    if line.alternatives:
        _fold("Or: " + ", ".join(line.alternatives) + ".", "    ")
    print()


def _fold(text: str, indent: str) -> None:
    print(textwrap.fill(text, 98, initial_indent=indent, subsequent_indent=indent))
