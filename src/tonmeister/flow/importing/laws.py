"""Buses whose pan goes by the sine law, on a console whose buses have a balance: the same sound."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from tonmeister.exchange.daw.curves import OFF_DB
from tonmeister.exchange.daw.laws import position_percent, sides
from tonmeister.model import DawTrack, FramePoint

NEAR = 5e-6
"""How far (in amplitude) a drawn sine pan and the balance that stands for it may lie apart."""
_WIDEST_PERCENT = 10.0


def balanced(track: DawTrack) -> DawTrack:
    """Return a channel with a balance that is as loud on both sides as its sine pan was.

    What both sides lose goes to the fader. Exact where the pan stands still; where it moves,
    breakpoints lie so dense that both sides stay within ``NEAR``.
    """
    if track.law == "balance":
        return track
    if not track.pan_curve_percent:
        percent, lost_db = _as_balance(track.pan_percent)
        return replace(
            track,
            law="balance",
            pan_percent=percent,
            fader_db=track.fader_db if track.fader_db <= OFF_DB else track.fader_db + lost_db,
            fader_curve_db=tuple((at, level + lost_db) for at, level in track.fader_curve_db),
        )
    dense = _dense(track.pan_curve_percent)
    both = [(at, *_as_balance(pan)) for at, pan in dense]
    return replace(
        track,
        law="balance",
        pan_curve_percent=tuple((at, percent) for at, percent, _ in both),
        fader_curve_db=added(
            track.fader_curve_db or ((0, track.fader_db),), [(at, db) for at, _, db in both]
        ),
    )


def _as_balance(pan_percent: float) -> tuple[float, float]:
    percent, k = position_percent("balance", *sides("sine", pan_percent))
    return percent, 20.0 * math.log10(k)


def _dense(points: Sequence[FramePoint]) -> list[FramePoint]:
    out: list[FramePoint] = []
    for point, following in pairwise(points):
        out.append(point)
        out += _bent(point, following)
    return [*out, points[-1]]


def _bent(point: FramePoint, following: FramePoint) -> list[FramePoint]:
    """Return the breakpoints inside one straight piece, halving it where it bends."""
    (at, value), (then, last) = point, following
    middle = (at + then) // 2
    if middle in (at, then) or value == last:
        return []
    part = (middle - at) / (then - at)
    here = (middle, value + (last - value) * part)
    ends = (_as_balance(value), _as_balance(last))
    percent, lost_db = (a + (b - a) * part for a, b in zip(*ends, strict=True))
    made = (side * 10.0 ** (lost_db / 20.0) for side in sides("balance", percent))
    apart = max(abs(a - b) for a, b in zip(made, sides("sine", here[1]), strict=True))
    if apart <= NEAR and abs(last - value) <= _WIDEST_PERCENT:
        return []
    return [*_bent(point, here), here, *_bent(here, following)]


def added(one: Sequence[FramePoint], other: Sequence[FramePoint]) -> tuple[FramePoint, ...]:
    """Return two curves in dB added up; steps stay steps, and what is off stays off."""
    frames = sorted({at for at, _ in one} | {at for at, _ in other})
    out: list[FramePoint] = []
    for frame in frames:
        for before in (True, False):
            levels = [_at(curve, frame, before=before) for curve in (one, other)]
            point = (frame, OFF_DB if min(levels) <= OFF_DB else sum(levels))
            if not out or out[-1] != point:
                out.append(point)
    return tuple(out)


def _at(points: Sequence[FramePoint], frame: int, *, before: bool) -> float:
    """Return a curve's value at a frame, before or after a step that lies there."""
    frames = [at for at, _ in points]
    if before and frame in frames:
        return points[frames.index(frame)][1]
    n = bisect_right(frames, frame)
    if n == 0:
        return points[0][1]
    if n == len(points):
        return points[-1][1]
    (at, value), (then, following) = points[n - 1], points[n]
    return value + (following - value) * (frame - at) / (then - at)
