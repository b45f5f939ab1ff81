"""``tonmeister instruments``: the presets, each with what one should hear, and banks found here."""

from __future__ import annotations

import argparse

from tonmeister.flow.tell import Event, Teller

HELP = "the instruments of the house and the sound banks found on this computer"


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("name", nargs="?", metavar="NAME", help="one preset or engine, in full")
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """List them, or one in full."""
    from tonmeister.flow.playing_shelf import banks_here, described, listed

    if asked.name is not None:
        print(described(asked.name))
        return None
    shelf, banks = listed(), banks_here()
    if asked.json:
        return {
            "event": "done",
            "presets": [{"name": name, "about": about} for name, about in shelf.items()],
            "banks": [str(path) for path in banks],
        }
    widest = max(len(name) for name in shelf)
    for name, about in shelf.items():
        print(f"{name:<{widest}}  {about}")
    print()
    for path in banks:
        print(f"Found here: {path}")
    if not banks:
        print("No SoundFonts were found on this computer; --instrument FILE.sf2 names one.")
    return None
