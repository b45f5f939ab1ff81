"""Voice leading: the next chord lies where the fingers already are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal

from tonmeister.music.voicing.limits import muddy

Layout = Literal["close", "drop2", "both"]


def movement(one: Sequence[int], other: Sequence[int]) -> int:
    """Return how many semitones all voices move together, from low to high."""
    return sum(abs(a - b) for a, b in zip(sorted(one), sorted(other), strict=True))


@cache
def voicings(
    classes: tuple[int, ...], low: int, high: int, layout: Layout
) -> tuple[tuple[int, ...], ...]:
    """Return all ways to lay pitch classes between two keys, low to high.

    ``close``: within an octave; ``drop2``: the second from the top an octave lower.
    """
    found: set[tuple[int, ...]] = set()
    single = sorted(set(classes))
    for turn in range(len(single)):
        order = single[turn:] + single[:turn]
        for base in range(low - 12, high + 1):
            if base % 12 != order[0]:
                continue
            pitches = [base]
            while len(pitches) < len(classes):
                wanted = order[len(pitches) % len(order)]
                pitches.append(pitches[-1] + ((wanted - pitches[-1]) % 12 or 12))
            close = tuple(pitches)
            if layout != "drop2" and low <= close[0] and close[-1] <= high:
                found.add(close)
            if layout != "close" and len(close) > 2:
                dropped = tuple(sorted((*close[:-2], close[-2] - 12, close[-1])))
                if low <= dropped[0] and dropped[-1] <= high and len(set(dropped)) == len(dropped):
                    found.add(dropped)
    return tuple(sorted(found))


@cache
def led(
    classes: tuple[int, ...], near: tuple[int, ...], low: int, high: int, layout: Layout
) -> tuple[int, ...]:
    """Return the voicing that moves least from ``near`` (empty: the one nearest to the middle).

    A little is paid for leaving the middle of the register, more for mud, for a third that is
    doubled and for a leap on top.
    """
    ways = voicings(classes, low, high, layout) or voicings(classes, low, high, "close")
    if not ways:
        raise ValueError(f"no way to lay {classes} between {low} and {high}")
    middle = (low + high) / 2.0
    twice = {c for c in classes if classes.count(c) > 1}

    def cost(way: tuple[int, ...]) -> tuple[float, tuple[int, ...]]:
        paid = 0.2 * abs(sum(way) / len(way) - middle) + 4.0 * muddy(way)
        if len(near) == len(way):
            paid += movement(way, near) + max(0, abs(way[-1] - near[-1]) - 4)
        elif near:
            paid += abs(sum(way) / len(way) - sum(near) / len(near)) * len(way)
        said = [p % 12 for p in way]
        paid += 2.0 * sum(said.count(c) > 1 and c not in twice for c in set(said))
        return paid, way

    return min(ways, key=cost)
