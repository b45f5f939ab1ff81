"""Levels over time as AAF has them: amplitudes with straight lines between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tonmeister.model.daw import FramePoint

TOLERANCE = 4e-4
"""How far the straight lines may lie off, as a share of the level: 0.0035 dB."""

FLOOR = 1e-4


def breakpoints(curves: Iterable[Iterable[FramePoint]], last: int) -> list[int]:
    """Return the frames, from 0 to ``last``, where curves may bend; two at a step."""
    frames = {0, last}
    for curve in curves:
        before = None
        for at, _ in curve:
            frames |= {at - 1, at} if at == before else {at}
            before = at
    return sorted(frame for frame in frames if 0 <= frame <= last)


def amplitudes(level: Callable[[int], float], frames: list[int]) -> list[FramePoint]:
    """Return breakpoints in amplitude through ``frames`` and as many more as it takes.

    Points that lie on the line between their neighbours are left out.
    """
    out = [(frames[0], level(frames[0]))]
    for at in frames[1:]:
        out += _between(level, out[-1], (at, level(at)))
    kept = out[:1]
    for n in range(1, len(out) - 1):
        if abs(_on_line(kept[-1], out[n + 1], out[n][0]) - out[n][1]) > 1e-9:
            kept.append(out[n])
    return [*kept, *out[1:][-1:]]


def is_still(points: list[FramePoint], value: float = 1.0) -> bool:
    """Whether a curve stays at a value all the time."""
    return all(abs(amplitude - value) < 1e-7 for _, amplitude in points)


def _between(
    level: Callable[[int], float], first: FramePoint, last: FramePoint
) -> list[FramePoint]:
    """Return the points after ``first`` up to ``last``, halving where the line would lie off."""
    middle = (first[0] + last[0]) // 2
    if last[0] - first[0] <= 1:
        return [last]
    true = level(middle)
    if abs(_on_line(first, last, middle) - true) <= TOLERANCE * max(true, FLOOR):
        return [last]
    return [
        *_between(level, first, (middle, true)),
        *_between(level, (middle, true), last),
    ]


def _on_line(first: FramePoint, last: FramePoint, at: int) -> float:
    part = (at - first[0]) / (last[0] - first[0])
    return first[1] + (last[1] - first[1]) * part
