"""Gains over time: curves in dB added up, cut to a clip, and written as Ardour plays them.

Ardour reads a list of breakpoints for the n frames of a stretch at n places from its first to its
last *inclusive*, so frame k falls at k n / (n - 1); breakpoints are put where they are then read.
A fader that moves is smoothed by a one-pole filter of 25 Hz (Ardour's ``Amp::run``); what is
written is the curve that comes out of the filter as ours.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from tonmeister.exchange.daw.curves import OFF_DB, as_gains, value_at
from tonmeister.model.daw import FramePoint

SMOOTHING_RADIANS = 156.825
"""Ardour's filter on moving faders: 25 Hz, in radians a second."""

HIGHEST_GAIN = 2.0
"""Ardour's faders and envelopes end at +6 dB."""

_HALF = 0.5


def on_frames(points: Sequence[FramePoint]) -> list[FramePoint]:
    """Return a curve with one breakpoint a frame: a jump becomes a step between two frames."""
    out: list[FramePoint] = []
    for at, value in points:
        if out and out[-1][0] == at:
            if len(out) > 1 and out[-2][0] < at - 1:
                out[-1] = (at - 1, value_at(out, at - 1))
                out.append((at, value))
            else:
                out[-1] = (at, value)
        else:
            out.append((at, value))
    return out


def added(*curves: Sequence[FramePoint]) -> list[FramePoint]:
    """Return the sum of curves in dB; where one of them is off, so is the sum."""
    given = [on_frames(curve) for curve in curves if curve]
    off = {at for curve in given for at, level in curve if level <= OFF_DB}
    frames = {at for curve in given for at, _ in curve}
    first = min(frames, default=0)
    frames |= {at + step for at in off for step in (-1, 1) if at + step >= first}
    out = []
    for at in sorted(frames):
        levels = [value_at(curve, at) for curve in given]
        total = sum(levels)
        silent = any(level <= OFF_DB for level in levels)
        out.append((at, min(total, OFF_DB) if silent else total))
    return out


def cut(points: Sequence[FramePoint], start: int, length_frames: int) -> list[FramePoint]:
    """Return the stretch of a curve from ``start`` on, its first frame called 0."""
    if not points:
        return []
    points = on_frames(points)
    inside = [(at - start, value) for at, value in points if start < at < start + length_frames]
    last = start + length_frames
    return [(0, value_at(points, start)), *inside, (length_frames, value_at(points, last))]


def is_level(points: Sequence[FramePoint]) -> bool:
    """Whether a curve never moves."""
    return all(value == points[0][1] for _, value in points)


def read_within(points: Sequence[FramePoint], length_frames: int) -> list[tuple[float, float]]:
    """Return breakpoints in amplitude where Ardour reads them in a stretch of that length."""
    scale = length_frames / (length_frames - 1) if length_frames > 1 else 1.0
    return [(at * scale, value) for at, value in points]


def moved_fader(points_db: Sequence[FramePoint], rate_hz: int) -> list[tuple[float, float]]:
    """Return the list whose smoothed reading is a curve in dB.

    With ``y' = y + a (u - y)`` a straight piece of slope m wants ``u = y + m / a``: the line, ahead
    by the filter's delay (6.4 ms), and a jump where the slope changes. Ardour reads blocks of
    frames each half a frame late on the whole, so half a frame later it stands.
    """
    gains = as_gains(on_frames(points_db))
    ahead_frames = rate_hz / SMOOTHING_RADIANS
    out = [(0.0, gains[0][1])]
    if gains[0][0] > 0:
        out.append((gains[0][0] - _HALF, gains[0][1]))
    for (at, gain), (then, next_gain) in itertools.pairwise(gains):
        slope = (next_gain - gain) / (then - at)
        out.append((at + _HALF, gain + slope * ahead_frames))
        if then - at > 1:
            out.append((then - _HALF, next_gain + slope * (ahead_frames - 1.0)))
    out.append((gains[-1][0] + _HALF, gains[-1][1]))
    return [(at, min(HIGHEST_GAIN, max(0.0, gain))) for at, gain in out]


def moved(points: Sequence[FramePoint]) -> list[tuple[float, float]]:
    """Return breakpoints of a control that Ardour does not smooth, where it reads them."""
    out = [(at + _HALF, value) for at, value in points]
    return [(0.0, out[0][1]), *out] if out and out[0][0] > 0.0 else out
