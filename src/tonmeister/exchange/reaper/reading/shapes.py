"""REAPER's envelopes as straight pieces: every shape, and volume along the fader's scale.

The shape that a point names is that of the piece behind it: 0 straight, 1 square, 2 slow start and
end, 3 fast start, 4 fast end, 5 Bezier with a tension from -1 to 1. Volume runs in amplitude, with
``VOLTYPE 1`` along the fader's scale. The shapes' names stand in REAPER's manual; their formulas
and the fader's scale come from renders of REAPER 7 by the authors of *cubaserea* (September 2026).
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right
from collections.abc import Callable

from tonmeister.exchange.reaper.chunks import Chunk, number

Point = tuple[float, float]
_SQUARE = 1
_PIECES = 32
_TOP_DB = 12.0
_SILENT_PLACE, _SILENT_DB = 1.0383, -140.0

# how far down the fader stands at 12, 11, ... -80 dB
_FADER = (
    0.0, 0.026395, 0.052454, 0.07818, 0.103575, 0.128639, 0.153372, 0.177773, 0.201838, 0.225564,
    0.248946, 0.271979, 0.294654, 0.316966, 0.338904, 0.360461, 0.381628, 0.402394, 0.42275,
    0.442688, 0.462199, 0.481274, 0.499907, 0.518091, 0.535821, 0.553094, 0.569906, 0.586256,
    0.602145, 0.617573, 0.632542, 0.647058, 0.661123, 0.674743, 0.687927, 0.700679, 0.71301,
    0.724927, 0.736439, 0.747557, 0.75829, 0.768647, 0.77864, 0.788279, 0.797574, 0.806535,
    0.815173, 0.823498, 0.831521, 0.83925, 0.846696, 0.853869, 0.860777, 0.867431, 0.873838,
    0.880008, 0.885948, 0.891668, 0.897175, 0.902476, 0.90758, 0.912492, 0.917222, 0.921774,
    0.926156, 0.930374, 0.934433, 0.93834, 0.942101, 0.945721, 0.949205, 0.952557, 0.955784,
    0.95889, 0.961879, 0.964756, 0.967524, 0.970188, 0.972752, 0.97522, 0.977595, 0.979881,
    0.98208, 0.984197, 0.986234, 0.988194, 0.990081, 0.991897, 0.993644, 0.995326, 0.996944,
    0.998502, 1.0,
)  # fmt: skip


def plays(envelope: Chunk | None) -> bool:
    """Say whether an envelope is there, switched on, and has points."""
    if envelope is None or envelope.number("ACT", 0, 1.0) == 0.0:
        return False
    return next(envelope.lines("PT"), None) is not None


def straight(envelope: Chunk, stretch: float = 1.0) -> list[Point]:
    """Return an envelope as (seconds, value) with straight pieces between; seconds / stretch."""
    points = sorted(
        (
            (number(w, 0, 0.0) / stretch, number(w, 1, 0.0), int(number(w, 2, 0)), number(w, 6, 0))
            for w in envelope.lines("PT")
        ),
        key=lambda point: point[0],
    )
    fader = envelope.number("VOLTYPE", 0, 0.0) == 1.0
    there, back = (place_of, gain_at) if fader else (_same, _same)
    out: list[Point] = []
    for (at, value, shape, tension), (then, goal, *_) in itertools.pairwise(points):
        out.append((at, value))
        if shape == _SQUARE:
            out.append((then, value))
        elif then > at and goal != value and (fader or shape):
            low, high, way = there(value), there(goal), _way(shape, tension, fader=fader)
            for k in range(1, _PIECES):
                part = k / _PIECES
                out.append((at + (then - at) * part, back(low + (high - low) * way(part))))
    out.extend((at, value) for at, value, *_ in points[-1:])
    return out


def place_of(gain: float) -> float:
    """Return how far down REAPER's fader stands for an amplitude: 0 at 12 dB, 1 at -80 dB."""
    level = 20.0 * math.log10(gain) if gain > 0.0 else -math.inf
    if level <= _SILENT_DB:
        return _SILENT_PLACE
    down = _TOP_DB - level
    bottom = len(_FADER) - 1
    if down <= 0.0:
        return down * _FADER[1]
    if down >= bottom:
        floor_db = _TOP_DB - bottom
        return 1.0 + (_SILENT_PLACE - 1.0) * (floor_db - level) / (floor_db - _SILENT_DB)
    n = int(down)
    return _FADER[n] + (_FADER[n + 1] - _FADER[n]) * (down - n)


def gain_at(place: float) -> float:
    """Return the amplitude where REAPER's fader stands."""
    bottom = len(_FADER) - 1
    if place >= _SILENT_PLACE:
        return 0.0
    if place >= 1.0:
        floor_db = _TOP_DB - bottom
        part = (place - 1.0) / (_SILENT_PLACE - 1.0)
        return float(10.0 ** ((floor_db + (_SILENT_DB - floor_db) * part) / 20.0))
    if place <= 0.0:
        return float(10.0 ** ((_TOP_DB - place / _FADER[1]) / 20.0))
    n = bisect_right(_FADER, place) - 1
    part = (place - _FADER[n]) / (_FADER[n + 1] - _FADER[n])
    return float(10.0 ** ((_TOP_DB - n - part) / 20.0))


def _same(value: float) -> float:
    return value


def _way(shape: int, tension: float, *, fader: bool) -> Callable[[float], float]:
    """Return how far a piece has gone after a part of its time."""
    if shape == 2:
        return lambda f: f * f * (3.0 - 2.0 * f)
    if shape == 3:
        return lambda f: 1.0 - (1.0 - f) ** 3
    if shape == 4:
        return lambda f: f**3
    if shape == 5 and abs(tension) > 1e-9:
        return _bezier(max(-1.0, min(1.0, tension)), fader=fader)
    return _same


def _bezier(tension: float, *, fader: bool) -> Callable[[float], float]:
    """Return a Bezier curve of REAPER's; towards 1 it starts slowly, towards -1 quickly."""
    rest = 1.0 - abs(tension)
    low, high = (7.0 / 8.0, 1.0 / 8.0) if fader and rest > 0.0 else (3.0 / 4.0, 1.0 / 4.0)
    x = (rest / 4.0, 3.0 * rest / 4.0)
    y = (1.0 - low * rest, 1.0 - high * rest)
    if tension > 0.0:
        x, y = (1.0 - x[1], 1.0 - x[0]), (1.0 - y[1], 1.0 - y[0])

    def way(f: float) -> float:
        left, right = 0.0, 1.0
        for _ in range(40):
            u = (left + right) / 2.0
            left, right = (u, right) if _cubic(x, u) < f else (left, u)
        return _cubic(y, (left + right) / 2.0)

    return way


def _cubic(two: tuple[float, float], u: float) -> float:
    return 3.0 * (1.0 - u) ** 2 * u * two[0] + 3.0 * (1.0 - u) * u * u * two[1] + u**3
