"""``tonmeister groove``: hear the groove of a drum recording or a MIDI file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tonmeister.flow.tell import Event, Teller

if TYPE_CHECKING:
    from tonmeister.flow.beats.grooving import Grooved
    from tonmeister.model import MeterAt

HELP = "hear a drummer's swing, pushes and accents; keep them as a groove; give them to MIDI"


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("file", type=Path, metavar="FILE", help="a drum recording, or MIDI drums")
    sub.add_argument("--bpm", metavar="BPM", help="the tempo of a recording, roughly (found)")
    sub.add_argument("--meter", metavar="M", help="4/4, 3/4, 6/8 (the MIDI file's, else 4/4)")
    sub.add_argument("--apply", type=Path, metavar="X.mid", help="play this MIDI file with it")
    sub.add_argument("--out", type=Path, metavar="DIR", help='a folder ("FILE groove")')
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """Hear it, write it, say what it is."""
    from tonmeister.app.numbers_asked import number
    from tonmeister.flow.beats.grooving import groove

    bpm = None if asked.bpm is None else number("--bpm", asked.bpm, 20.0, 400.0)
    done = groove(
        asked.file, tell, bpm=bpm, meter=meter_asked(asked.meter), apply_to=asked.apply,
        out=asked.out,
    )  # fmt: skip
    if asked.json:
        return _told(done)
    _print(done)
    return None


def meter_asked(said: str | None) -> MeterAt | None:
    """Return the meter that is meant; raises ``BadWish``."""
    from tonmeister.flow.wishes import BadWish
    from tonmeister.model import MeterAt

    if said is None:
        return None
    beats, _, unit = said.strip().partition("/")
    if not (beats.isdigit() and unit in ("2", "4", "8") and 1 <= int(beats) <= 16):
        raise BadWish(f"--meter is {said!r}, but is written 4/4, 3/4 or 6/8")
    return MeterAt(bar=0, beats=int(beats), unit=int(unit))


def _told(done: Grooved) -> Event:
    one = done.heard.groove
    return {
        "event": "done", "groove": str(done.file), "quarter_bpm": round(done.quarter_bpm, 2),
        "alternatives_bpm": list(done.alternatives_bpm),
        "meter": f"{done.meter.beats}/{done.meter.unit}",
        "swing_percent": one.swing.percent.usual, "swing_grid": one.swing.grid,
        "push_ms": dict(one.push_ms.lanes), "loose_ms": dict(one.loose_ms.lanes),
        "loose_velocity_percent": dict(one.loose_velocity_percent.lanes),
        "strokes": dict(done.heard.counts), "tight_ms": done.heard.tight_ms,
        "beat_accents_percent": list(done.heard.contour_percent),
        "bars": len(one.patterns[0].bars),
        "applied": str(done.applied) if done.applied else None, "notes": list(done.notes),
    }  # fmt: skip


def _print(done: Grooved) -> None:
    from tonmeister.app.steps_view import print_steps

    one, heard = done.heard.groove, done.heard
    pattern = one.patterns[0]
    print(f"{done.quarter_bpm:.1f} BPM, {done.meter.beats}/{done.meter.unit}; {_swing(done)}")
    print(f"Tightness: strokes stray {heard.tight_ms:.1f} ms around their lane's place.")
    accents = ", ".join(f"{n + 1}: {v:+.0f} %" for n, v in enumerate(heard.contour_percent))
    print(f"Accents by beat: {accents}")
    width = max(len(lane) for lane in heard.counts)
    print(f"{'lane'.ljust(width)}  strokes  push ms  stray ms  strength strays %")
    for lane, count in heard.counts.items():
        push, loose = one.push_ms.lanes[lane], one.loose_ms.lanes[lane]
        strays = one.loose_velocity_percent.lanes[lane]
        print(f"{lane.ljust(width)}  {count:7d}  {push:+7.1f}  {loose:8.1f}  {strays:17.0f}")
    print_steps(pattern.bars, pattern.bar_quarters, done.meter.beat_quarters)
    for note in done.notes:
        print(f"Note: {note}.")
    print(f"Groove: {done.file}")
    if done.applied:
        print(f"MIDI with it: {done.applied}")


def _swing(done: Grooved) -> str:
    swing = done.heard.groove.swing
    if swing.percent.usual < 50.5:
        return "straight"
    return f"swing {swing.percent.usual:.1f} % in {'eighths' if swing.grid == 8 else 'sixteenths'}"
