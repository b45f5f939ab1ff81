"""Walking bass: a chord tone on one, a way through the chord, a half step into the next root."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

LARGEST_STEP = 7
"""Semitones that a line may leap between two beats, but for the way into a new octave."""
ROOM = 5
"""Semitones that a line may go beyond where it comes from and goes to."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some beats on one chord: its bass, tones and scale as pitch classes."""

    beats: int
    bass: int
    tones: frozenset[int]
    scale: frozenset[int]
    again: bool = False  # the chord of the stretch before goes on


def walk(
    stretches: Sequence[Stretch], low: int, high: int, rng: np.random.Generator
) -> list[list[int]]:
    """Return a line beat by beat, for each stretch.

    The first beat is the bass of the chord (where a chord goes on: any of its tones), the last a
    semitone or a scale step from the next bass, on the side the line comes from; between them the
    cheapest way: small steps, chord tones, no note twice, no turning on the spot. As taught in
    "How to create a walking bass line" (dummies.com): root, two tones of chord or scale, leading
    tone.
    """
    line: list[list[int]] = []
    middle = low + 0.4 * (high - low)
    now = middle
    for n, stretch in enumerate(stretches):
        following = stretches[n + 1] if n + 1 < len(stretches) else None
        first = _first(stretch, now, low, high, rng)
        target = _nearest(following.bass, first, low, high) if following else None
        if following and following.again:
            target = None
        line.append(_way(stretch, first, target, low, high, rng))
        now = float(line[-1][-1])
    return line


def _nearest(wanted: int, now: float, low: int, high: int) -> int:
    middle = low + 0.4 * (high - low)
    ways = [p for p in range(low, high + 1) if p % 12 == wanted]
    return min(ways, key=lambda p: (abs(p - now) + 0.3 * abs(p - middle), p))


def _first(stretch: Stretch, now: float, low: int, high: int, rng: np.random.Generator) -> int:
    if stretch.again:
        tones = [p for p in range(low, high + 1) if p % 12 in stretch.tones]
        noise = rng.uniform(0.0, 2.0, len(tones))
        return min(
            zip(tones, noise, strict=True),
            key=lambda row: abs(row[0] - now) + 4.0 * (row[0] == now) + row[1],
        )[0]
    return _nearest(stretch.bass, now, low, high)


def _way(
    stretch: Stretch, first: int, target: int | None, low: int, high: int,
    rng: np.random.Generator,
) -> list[int]:  # fmt: skip
    """Return the cheapest line from ``first`` that leads into ``target``."""
    aim = first if target is None else target
    reach = range(max(low, min(first, aim) - ROOM), min(high, max(first, aim) + ROOM) + 1)
    through = [p for p in reach if p % 12 in stretch.scale]
    paths: dict[int, tuple[float, tuple[int, ...]]] = {first: (0.0, (first,))}
    for beat in range(1, stretch.beats):
        leads = target is not None and beat == stretch.beats - 1
        options = _leading(stretch, aim, low, high) if leads else through
        taste = rng.uniform(0.0, 1.6, len(options)).tolist()
        after: dict[int, tuple[float, tuple[int, ...]]] = {}
        for n, pitch in enumerate(options):
            if leads:
                cost = 0.6 * (abs(pitch - aim) == 2)
            else:
                cost = 0.0 if pitch % 12 in stretch.tones else 1.0 + (beat % 2 == 0)
            ways = [
                (paid + 0.35 * abs(step - 2) + 2.5 * (len(path) > 1 and path[-2] == pitch), path)
                for before, (paid, path) in paths.items()
                if 0 < (step := abs(pitch - before)) <= LARGEST_STEP
            ]
            if ways:
                paid, path = min(ways)
                after[pitch] = (paid + cost + taste[n], (*path, pitch))
        paths = after or {
            p + (up := _inside(p, low, high)): (c, (*w, p + up)) for p, (c, w) in paths.items()
        }
    far = 0.0 if target is None else 0.3
    return list(min(paths.values(), key=lambda r: (r[0] + far * abs(r[1][-1] - aim), r[1]))[1])


def _leading(stretch: Stretch, target: int, low: int, high: int) -> list[int]:
    """Return what leads into a note: a semitone from either side, a scale step."""
    return [
        p
        for p in (target - 2, target - 1, target + 1, target + 2)
        if low <= p <= high and (abs(p - target) == 1 or p % 12 in stretch.scale)
    ]


def _inside(pitch: int, low: int, high: int) -> int:
    """Return an octave up or down, whichever the register has; none where it has neither."""
    return 12 if pitch + 12 <= high else -12 if pitch - 12 >= low else 0
