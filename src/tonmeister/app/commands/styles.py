"""``tonmeister styles``: what a band can play, how each style is played, and how we know."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from tonmeister.flow.tell import Event, Teller

HELP = "the styles a band of ours plays, and how we know"


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("name", nargs="?", metavar="NAME", help="one of them, in full")
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """List them, or one in full."""
    from tonmeister.flow.wishes import BadWish
    from tonmeister.knowledge.styles import UnknownStyle, style, styles

    if asked.name is not None:
        try:
            style(asked.name)
        except UnknownStyle as error:
            raise BadWish(str(error)) from error
    if asked.json:
        found = [style(name) for name in ([asked.name] if asked.name else styles())]
        return {
            "event": "done",
            "styles": [
                {"name": s.name, "title": s.title, "family": s.family, "genre": s.genre,
                 "reads_as": s.reads_as, "groove": s.groove, "parts": list(s.parts),
                 "low_bpm": s.tempo_bpm.low, "high_bpm": s.tempo_bpm.high}
                for s in found
            ],
        }  # fmt: skip
    if asked.name is not None:
        for line in _in_full(asked.name):
            print(line)
        return None
    widest = max(len(name) for name in styles())
    for name in styles():
        print(f"{name:<{widest}}  {style(name).reads_as}")
    return None


def _in_full(name: str) -> Iterator[str]:
    """Yield a style's figures, each with its grade and source."""
    from tonmeister.knowledge.grooves import groove
    from tonmeister.knowledge.styles import style

    one = style(name)
    drums = groove(one.groove)
    tempo = one.tempo_bpm
    yield f"{one.title} ({one.family}): {one.reads_as}"
    yield f"  tempo {tempo.low:g} to {tempo.high:g} BPM ({tempo.grade}: {tempo.source})"
    swing = drums.swing.percent
    yield f"  swing {drums.swing_percent(tempo.usual):.0f} % ({swing.grade}: {swing.source})"
    yield f"  mixed as {one.genre}; groove {one.groove}, on {drums.kit}"
    for part in one.parts:
        if part in one.chairs:
            chair = one.chairs[part]
            yield f"  {part}: {chair.rule} on {chair.preset} ({chair.grade}: {chair.source})"
    others = [part for part in one.chairs if part not in one.parts]
    if others:
        yield f"  may be added with --parts: {', '.join(others)}"
