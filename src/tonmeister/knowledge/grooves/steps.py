"""Steps as they are written: ``9... ..6. ..9. ....`` is a bar of sixteenths, ``|`` ends a bar.

A dot is a rest, a digit a stroke: 9 as hard as it goes, 1 hardly heard. Under a lane ``hat`` a
line ``hat-roll`` says how many strokes share a step and the dashes after it: ``2`` two in one
step, ``3-`` three in two steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from tonmeister.knowledge.grooves.lanes import LANES
from tonmeister.knowledge.grooves.nouns import Bar, Stroke

ROLL = "-roll"
MOST_STROKES = 9


class BadGroove(ValueError):
    """A groove is not written as one; one line says where and what would do."""


def velocity_of(digit: int) -> float:
    """Return the strength of a written digit: 14 steps of MIDI each, 1 is 12 and 9 is 124."""
    return (14 * digit - 2) / 127


def digit_of(velocity: float) -> int:
    """Return the digit nearest to a strength."""
    return min(9, max(1, round((127 * velocity + 2) / 14)))


def read_bars(lines: Mapping[str, str], bar_quarters: Fraction, where: str) -> tuple[Bar, ...]:
    """Return the bars that these lines of steps, one a lane, are; raises ``BadGroove``."""
    rows = {lane: _bars(text, lane, where) for lane, text in lines.items()}
    for lane in rows:
        plain = lane.removesuffix(ROLL)
        if plain not in LANES:
            raise BadGroove(f"{where}: there is no lane {plain!r}; there are {', '.join(LANES)}")
        if lane != plain and plain not in rows:
            raise BadGroove(f"{where}: {lane} stands without {plain}")
    counts = {len(bars) for bars in rows.values()}
    if not rows or len(counts) != 1:
        raise BadGroove(f"{where}: every lane needs the same number of bars")
    (count,) = counts
    for lane, bars in rows.items():
        if not lane.endswith(ROLL):
            lengths = {len(bar) for bar in bars}
            if lane + ROLL in rows:
                lengths |= {len(bar) for bar in rows[lane + ROLL]}
            if len(lengths) != 1:
                raise BadGroove(f"{where}: the bars of {lane} differ in their steps")
    return tuple(
        tuple(
            sorted(
                (
                    stroke
                    for lane in rows
                    if not lane.endswith(ROLL)
                    for stroke in _strokes(rows, lane, n, bar_quarters, where)
                ),
                key=lambda s: (s.at_quarters, LANES.index(s.lane)),
            )
        )
        for n in range(count)
    )


def _bars(text: str, lane: str, where: str) -> list[str]:
    allowed = ".-123456789" if lane.endswith(ROLL) else ".123456789"
    bars = ["".join(bar.split()) for bar in text.split("|")]
    for bar in bars:
        if not bar or set(bar) - set(allowed):
            raise BadGroove(
                f"{where}: {lane} is {text!r}, but takes steps of dots and digits from 1 to 9"
            )
    return bars


def _strokes(
    rows: Mapping[str, list[str]], lane: str, n: int, bar_quarters: Fraction, where: str
) -> list[Stroke]:
    bar = rows[lane][n]
    rolls = rows[lane + ROLL][n] if lane + ROLL in rows else "." * len(bar)
    step = bar_quarters / len(bar)
    out = []
    for place, sign in enumerate(bar):
        roll = rolls[place]
        if sign == ".":
            if roll.isdigit():
                raise BadGroove(f"{where}: {lane} has a roll on step {place + 1} but no stroke")
            continue
        held = 1
        while roll.isdigit() and place + held < len(bar) and rolls[place + held] == "-":
            held += 1
        out.append(
            Stroke(
                at_quarters=place * step, length_quarters=held * step, lane=lane,
                velocity=velocity_of(int(sign)), roll_count=int(roll) if roll.isdigit() else 1,
            )
        )  # fmt: skip
    return out


def unrolled(bar: Bar) -> Bar:
    """Return the bar with every roll as single strokes, each a bit harder than the one before."""
    out = []
    for one in bar:
        count = one.roll_count
        for i in range(count):
            share = 1.0 if count == 1 else 0.7 + 0.3 * i / (count - 1)
            out.append(
                Stroke(
                    at_quarters=one.at_quarters + one.length_quarters * i / count,
                    length_quarters=one.length_quarters / count,
                    lane=one.lane, velocity=one.velocity * share,
                )
            )  # fmt: skip
    return tuple(out)
