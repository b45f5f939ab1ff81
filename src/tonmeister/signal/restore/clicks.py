"""Clicks: the few samples that do not belong, found to the sample and filled in from around."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal.kernels import restore_ar as loops
from tonmeister.signal.restore.foretelling import error_filter, filled

Real = NDArray[np.float64]
Frames = tuple[int, int]
"""From the first damaged frame to one past the last."""

AROUND_S = 0.02
ORDER, FINE_ORDER = 32, 60
REACH_S = 0.004
"""A click lies within so much of where it jumps highest."""

OFF = (12.0, 8.0, 4.5)
"""So many times the usual error (median, as a standard deviation) belongs to a click; the smallest
stretch that leaves calm behind is taken."""

CALM = 1.3
"""Calm: errors no higher than this over the highest around."""

GAP_LEAP, LEAST_LEAP = 6.0, 0.002
REST_S = 0.0002
"""What is quiet for so long ends it."""


def extent(x: Real, rate_hz: int, at: int) -> Frames | None:
    """Return which frames a click around frame ``at`` of ``x`` [n] spoils, None if none.

    Errors of foretelling forwards show where it begins, backwards where it ends (Godsill &
    Rayner, Digital Audio Restoration, 1998, ch. 5).
    """
    around, reach = int(AROUND_S * rate_hz), int(REACH_S * rate_hz)
    first, last = max(0, at - around), min(x.size, at + around)
    piece, middle = x[first:last], at - first
    if piece.size < 6 * ORDER:
        return None
    near = slice(max(0, middle - reach), middle + reach)
    places = np.arange(near.start, min(near.stop, piece.size))
    on, back = np.zeros(piece.size), np.zeros(piece.size)
    a = error_filter(np.delete(piece, places[np.abs(places - middle) < reach // 4]), ORDER)
    widest = None
    for off in OFF:
        for _ in range(2):
            loops.errors(piece, a, on)
            loops.errors(np.ascontiguousarray(piece[::-1]), a, back)
            usual = _usual(np.delete(on, places))
            loud_on, loud_back = np.abs(on) > off * usual, np.abs(back[::-1]) > off * usual
            found = _meeting(loud_on[near], loud_back[near], middle - near.start, rate_hz)
            if found is None:
                break
            spoilt = np.arange(found[0] + near.start, found[1] + near.start)
            calm = filled(piece, spoilt, ORDER, rounds=1)
            a = error_filter(calm, ORDER)
        if found is None:
            continue
        widest = int(spoilt[0]) + first, int(spoilt[-1]) + 1 + first
        loops.errors(calm, a, on)
        rest = float(np.abs(np.delete(on, places)).max())
        if float(np.abs(on[places]).max()) <= CALM * max(rest, OFF[-1] * usual):
            return widest
    return widest


def _usual(errors: Real) -> float:
    return 1.4826 * float(np.median(np.abs(errors))) + 1e-9


def _meeting(
    on: NDArray[np.bool_], back: NDArray[np.bool_], middle: int, rate_hz: int
) -> Frames | None:
    """Return from the first forward error to the last backward one of the burst in the middle."""
    rest = max(6, int(REST_S * rate_hz))
    both = np.flatnonzero(on | back)
    if not both.size:
        return None
    groups = np.split(both, np.flatnonzero(np.diff(both) > rest) + 1)
    mine = min(groups, key=lambda g: int(np.abs(g - middle).min()))
    inside = slice(int(mine[0]), int(mine[-1]) + 1)
    begins, ends = np.flatnonzero(on[inside]), np.flatnonzero(back[inside])
    if not begins.size or not ends.size:
        return None
    begin, end = int(begins[0]) + inside.start, int(ends[-1]) + inside.start + 1
    return (begin, end) if begin < end else None


def gaps(x: Real, rate_hz: int) -> list[Frames]:
    """Return the dropped frames of ``x`` [n]: 4 frames to 3 ms of silence amid sound."""
    zero = np.concatenate([[0], (x == 0.0).astype(np.int8), [0]])
    edges = np.flatnonzero(np.diff(zero)).reshape(-1, 2)
    long = np.diff(edges, axis=1)[:, 0]
    found = []
    around = int(AROUND_S * rate_hz)
    for begin, end in edges[(long >= 4) & (long <= 0.003 * rate_hz)]:
        near = x[max(0, begin - around) : end + around]
        if begin < 2 or end > x.size - 2 or np.mean(near == 0.0) > 0.3:
            continue
        leap = abs(x[begin - 1]) + abs(x[end])
        if leap > GAP_LEAP * float(np.median(np.abs(np.diff(near)))) + LEAST_LEAP:
            found.append((int(begin), int(end)))
    return found


def mended(x: Real, rate_hz: int, spans: Sequence[Frames]) -> Real:
    """Return ``x`` [n] with the frames of all spans filled in; all others stay bit by bit."""
    out = x.copy()
    around = int(AROUND_S * rate_hz)
    spans = joined(spans)
    for begin, end in spans:
        first, last = max(0, begin - around), min(x.size, end + around)
        places = np.concatenate(
            [np.arange(max(first, b), min(last, e)) for b, e in spans if b < last and e > first]
        )
        piece = filled(out[first:last], places - first, FINE_ORDER, rounds=3)
        out[begin:end] = piece[begin - first : end - first]
    return out


def joined(spans: Sequence[Frames]) -> list[Frames]:
    """Return the same frames as spans that rise and do not touch."""
    out: list[Frames] = []
    for begin, end in sorted(spans):
        if out and begin <= out[-1][1]:
            out[-1] = out[-1][0], max(end, out[-1][1])
        else:
            out.append((begin, end))
    return out
