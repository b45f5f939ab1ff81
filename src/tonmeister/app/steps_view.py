"""Steps in the terminal: lanes by steps, strength as shades; colour only where it can be seen."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from fractions import Fraction

from tonmeister.knowledge.grooves import LANES, Bar, digit_of

REST = "·"
SHADES = "░▒▓█"
SHADE_OF = (0, 0, 1, 1, 1, 2, 2, 3, 3)  # by the digit of a groove file
PLAIN_REST, PLAIN_SHADES = ".", "-+xX"
_COLOURS = {
    "kick": 196, "snare": 208, "side-stick": 208, "clap": 214, "hat": 45, "hat-open": 51,
    "hat-foot": 39, "ride": 75, "crash": 220, "tom-high": 141, "tom-mid": 135, "tom-low": 129,
    "shaker": 120, "tambourine": 156, "cowbell": 186, "conga-high": 173, "conga-low": 137,
}  # fmt: skip


def step_view(
    bars: Sequence[Bar], bar_quarters: Fraction, beat_quarters: Fraction, *, colour: bool,
    plain: bool = False,
) -> list[str]:  # fmt: skip
    """Return lines: one a lane, one sign a step, a stroke's strength as its shade.

    A roll shows as its number of strokes. ``plain``: letters for terminals without blocks.
    """
    lanes = [lane for lane in LANES if any(s.lane == lane for bar in bars for s in bar)]
    if not lanes:
        return []
    per_quarter = steps_a_quarter(bars)
    count = int(bar_quarters * per_quarter)
    beat = max(1, int(beat_quarters * per_quarter))
    width = max(len(lane) for lane in lanes)
    head = " " * width + " " + "  ".join(_counted(count, beat) for _ in bars)
    out = [head.rstrip()]
    for lane in lanes:
        row = [_row(bar, lane, count, beat, per_quarter, plain=plain) for bar in bars]
        text = "  ".join(row)
        if colour:
            text = f"\x1b[38;5;{_COLOURS[lane]}m{text}\x1b[0m"
        out.append(f"{lane.ljust(width)} {text}")
    return out


def steps_a_quarter(bars: Sequence[Bar]) -> int:
    """Return how many steps a quarter these bars need: 4, or 3 for triplets, or finer ones."""
    places = {s.at_quarters for bar in bars for s in bar}
    fits = (n for n in (4, 3, 8, 6, 12, 24) if all((at * n).denominator == 1 for at in places))
    return next(fits, 24)


def _counted(count: int, beat: int) -> str:
    groups = [str(n // beat + 1).ljust(min(beat, count - n))[:beat] for n in range(0, count, beat)]
    return " ".join(groups)


def _row(bar: Bar, lane: str, count: int, beat: int, per_quarter: int, *, plain: bool) -> str:
    signs = [PLAIN_REST if plain else REST] * count
    for s in bar:
        if s.lane == lane:
            shade = SHADE_OF[digit_of(s.velocity) - 1]
            sign = (
                str(s.roll_count)
                if s.roll_count > 1
                else (PLAIN_SHADES if plain else SHADES)[shade]
            )
            signs[min(count - 1, int(s.at_quarters * per_quarter))] = sign
    return " ".join("".join(signs[n : n + beat]) for n in range(0, count, beat))


def colour_wanted() -> bool:
    """Whether standard output is a terminal that shows colour (NO_COLOR says no)."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def blocks_shown() -> bool:
    """Whether standard output can write block characters."""
    try:
        SHADES.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def print_steps(bars: Sequence[Bar], bar_quarters: Fraction, beat_quarters: Fraction) -> None:
    """Print steps as this terminal can show them."""
    lines = step_view(
        bars, bar_quarters, beat_quarters, colour=colour_wanted(), plain=not blocks_shown()
    )
    for line in lines:
        print("  " + line)
