"""``tonmeister chop``: a sample in slices, on the grid, at any tempo."""

from __future__ import annotations

import argparse
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from tonmeister.flow.tell import Event, Teller

if TYPE_CHECKING:
    from tonmeister.flow.beats.chopping import Chopped

HELP = "chop a sample into slices: WAVs, a MIDI clip that plays it back, an SFZ map"

STEPS_A_QUARTER = 4
_SIGNS = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("sample", type=Path, metavar="SAMPLE", help="a loop or a sample")
    sub.add_argument("--bpm", metavar="BPM", help="its tempo, roughly (found)")
    sub.add_argument("--to-bpm", metavar="BPM", help="play it at this tempo")
    sub.add_argument("--grid", default="transients", metavar="STEP",
                     help="1/4, 1/8, 1/16, 1/8t ... or transients (transients)")  # fmt: skip
    sub.add_argument("--sensitivity", default="75", metavar="%", help="how soft a stroke cuts (75)")
    sub.add_argument("--sfz", action="store_true", help="write an SFZ map, too")
    sub.add_argument("--out", type=Path, metavar="DIR", help='a folder ("SAMPLE chopped")')
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """Chop it, and say what it is and where the slices are."""
    from tonmeister.app.numbers_asked import number
    from tonmeister.flow.beats.chopping import ChopWish, chop

    done = chop(
        asked.sample, tell,
        ChopWish(
            bpm=None if asked.bpm is None else number("--bpm", asked.bpm, 30.0, 300.0),
            to_bpm=None if asked.to_bpm is None else number("--to-bpm", asked.to_bpm, 30.0, 300.0),
            step_quarters=_step(asked.grid),
            sensitivity_score=number("--sensitivity", asked.sensitivity, 0.0, 100.0) / 100.0,
            sfz=bool(asked.sfz), out=asked.out,
        ),
    )  # fmt: skip
    if asked.json:
        return _told(done)
    _print(done)
    return None


def _step(said: str) -> Fraction | None:
    from tonmeister.flow.wishes import BadWish

    plain = said.strip().casefold()
    if plain == "transients":
        return None
    triplet = plain.endswith("t")
    over, _, under = plain.removesuffix("t").partition("/")
    if over != "1" or under not in ("1", "2", "4", "8", "16", "32"):
        raise BadWish(f"--grid is {said!r}, but is 1/4, 1/8, 1/16, 1/8t or transients")
    return Fraction(4, int(under)) * (Fraction(2, 3) if triplet else 1)


def _told(done: Chopped) -> Event:
    return {
        "event": "done",
        "heard_bpm": round(done.tempo.quarter_bpm, 3) if done.tempo else None,
        "beats": done.tempo.beats if done.tempo else None,
        "quarter_bpm": round(done.quarter_bpm, 3) if done.quarter_bpm else None,
        "key": done.key.name if done.key else None,
        "rings_score": round(done.rings_score, 3),
        "places_quarters": [round(p, 4) for p in done.places_quarters],
        "slices": [str(path) for path in done.slices],
        "files": {name: str(path) for name, path in done.files.items()},
        "null_dbfs": round(done.null_dbfs, 1), "notes": list(done.notes),
    }  # fmt: skip


def _print(done: Chopped) -> None:
    print(f"{_tempo(done)}; {_key(done)}")
    for line in _steps(done):
        print("  " + line)
    print(f"{len(done.slices)} slices in {done.slices[0].parent}")
    for name, path in done.files.items():
        print(f"{name}: {path}")
    print(f"All slices together are the sample to {done.null_dbfs:.0f} dBFS.")
    for note in done.notes:
        print(f"Note: {note}.")


def _tempo(done: Chopped) -> str:
    if done.tempo is None or done.quarter_bpm is None:
        return f"{done.length_s:.2f} s, no tempo"
    said = f"{done.tempo.quarter_bpm:.1f} BPM"
    if done.tempo.beats:
        said = f"{done.tempo.beats} beats at {said}"
    if abs(done.quarter_bpm - done.tempo.quarter_bpm) > 1e-6:
        said += f", now {done.quarter_bpm:g} BPM"
    return said


def _key(done: Chopped) -> str:
    if done.key is not None:
        return f"{done.key.name} (or {done.key.runner_up})"
    if done.rings_score < 0.5:
        return "no key: it is percussion"
    return "no key is clear"


def _steps(done: Chopped) -> list[str]:
    """Return where the slices strike, sixteenth by sixteenth, four quarters a line."""
    if done.quarter_bpm is None:
        return []
    size = 4 * STEPS_A_QUARTER
    end = done.length_s * done.quarter_bpm / 60.0
    last = max([end - 1e-6, *done.places_quarters])
    rows = [["·"] * size for _ in range(int(last // 4) + 1)]
    for n, place in enumerate(done.places_quarters):
        step = min(len(rows) * size - 1, max(0, round(place * STEPS_A_QUARTER)))
        rows[step // size][step % size] = _SIGNS[n % len(_SIGNS)]
    return [
        " ".join("".join(row[n : n + STEPS_A_QUARTER]) for n in range(0, size, STEPS_A_QUARTER))
        for row in rows
    ]
