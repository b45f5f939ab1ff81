"""``tonmeister beat``: a drum loop of a style, as steps, MIDI and sound."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from tonmeister.flow.tell import Event, Teller

if TYPE_CHECKING:
    from tonmeister.flow.beats.beating import Beat
    from tonmeister.knowledge.grooves import Bar

HELP = "make a beat: steps in the terminal, MIDI and sound"

_CLASSES = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("--style", metavar="NAME", help="boom-bap, trap, house, funk ...")
    sub.add_argument("--groove", type=Path, metavar="FILE", help="a .groove.toml of your own")
    sub.add_argument("--bars", default="8", metavar="N", help="how many bars (8)")
    sub.add_argument("--bpm", metavar="BPM", help="tempo (the style's usual one)")
    sub.add_argument("--meter", metavar="M", help="4/4, 3/4, 6/8 ... (4/4)")
    sub.add_argument("--seed", default="1", metavar="N", help="another player's hands (1)")
    sub.add_argument("--feel", default="100", metavar="%", help="0 a machine, 100 the style (100)")
    sub.add_argument("--variation", default="0", metavar="N", help="another of the same kind (0)")
    sub.add_argument("--swing", metavar="%", help="50 straight to 75 (the style's)")
    sub.add_argument("--energy", default="60", metavar="%", help="how busy and loud (60)")
    sub.add_argument("--key", default="F", metavar="NOTE", help="of an 808 line (F)")
    sub.add_argument("--no-audio", action="store_true", help="steps and MIDI only")
    sub.add_argument("--out", type=Path, metavar="DIR", help='a folder ("STYLE BPM beat")')
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """Make it, show it, say where it is."""
    from tonmeister.app.commands.groove import meter_asked
    from tonmeister.app.numbers_asked import number, whole_number
    from tonmeister.flow.beats.beating import MOST_BARS, BeatWish, beat
    from tonmeister.model import MeterAt

    done = beat(
        BeatWish(
            style=asked.style, groove=asked.groove,
            bars=whole_number("--bars", asked.bars, 1, MOST_BARS),
            bpm=None if asked.bpm is None else number("--bpm", asked.bpm, 30.0, 300.0),
            meter=meter_asked(asked.meter) or MeterAt(bar=0),
            seed=whole_number("--seed", asked.seed, 0, 2**31),
            feel_percent=number("--feel", asked.feel, 0.0, 150.0),
            variation=whole_number("--variation", asked.variation, 0, 10_000),
            swing_percent=None if asked.swing is None else number("--swing", asked.swing, 50, 75),
            energy_score=number("--energy", asked.energy, 0.0, 100.0) / 100.0,
            root_midi=_root(asked.key), audio=not asked.no_audio, out=asked.out,
        ),
        tell,
    )  # fmt: skip
    if asked.json:
        return _told(done)
    _print(done)
    return None


def _root(said: str) -> int:
    from tonmeister.flow.wishes import BadWish

    found = re.fullmatch(r"([A-Ga-g])([#b]?)", said.strip())
    if not found:
        raise BadWish(f"--key is {said!r}, but is a note: F, C#, Eb")
    return 24 + _CLASSES[found[1].lower()] + {"#": 1, "b": -1, "": 0}[found[2]]


def _told(done: Beat) -> Event:
    return {
        "event": "done", "groove": done.groove.name, "folder": str(done.folder),
        "quarter_bpm": done.quarter_bpm, "swing_percent": round(done.swing_percent, 2),
        "meter": f"{done.meter.beats}/{done.meter.unit}", "bars": len(done.bars),
        "strokes": [
            {
                "at_quarters": n.start_quarters, "lane": n.lane, "midi": n.midi,
                "velocity": round(n.velocity, 4), "late_ms": round(n.late_ms, 3),
            }
            for n in done.clips[0].notes
        ],
        "files": {name: str(path) for name, path in done.files.items()},
    }  # fmt: skip


def _print(done: Beat) -> None:
    from tonmeister.app.steps_view import print_steps

    swing = "straight" if done.swing_percent < 50.5 else f"swing {done.swing_percent:.0f} %"
    print(f"{done.groove.title}: {done.groove.reads_as}")
    print(f"{done.quarter_bpm:g} BPM, {done.meter.beats}/{done.meter.unit}, {swing}")
    for bars, like in _alike(done.bars):
        print(f"\nbar {_ranges(bars)}")
        print_steps([like], done.meter.bar_quarters, done.meter.beat_quarters)
    print()
    for name, path in done.files.items():
        print(f"{name}: {path}")


def _alike(bars: tuple[Bar, ...]) -> list[tuple[list[int], Bar]]:
    """Return the bars that are struck alike, together."""
    out: dict[frozenset[tuple[object, ...]], tuple[list[int], Bar]] = {}
    for n, bar in enumerate(bars):
        key = frozenset((s.at_quarters, s.lane, s.roll_count) for s in bar)
        out.setdefault(key, ([], bar))[0].append(n + 1)
    return list(out.values())


def _ranges(numbers: list[int]) -> str:
    """Return numbers for people: ``1-3, 5``."""
    out: list[list[int]] = []
    for n in numbers:
        if out and n == out[-1][1] + 1:
            out[-1][1] = n
        else:
            out.append([n, n])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in out)
