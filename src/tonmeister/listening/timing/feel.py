"""The feel of a performance: what is late or early on purpose, apart from what merely scatters.

A player who lays every backbeat 12 ms back, or swings the second sixteenth, does it each time; a
median over the bars finds that. How sure a median is says how much of it is believed (a
shrinkage after James & Stein, 1961), so that the scatter of a few strokes is not taken for feel.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.timing.lines import Lines, OnLines

Real = NDArray[np.float64]

DRIFT_STROKES = 40
FEWEST = 6


@dataclass(frozen=True, slots=True)
class Feel:
    """What is kept: ``all_s`` late on all strokes, ``place_s`` by place in the bar beside that,
    ``drift_s`` [k] how the lateness wanders over the song, one value a stroke.
    """

    all_s: float
    place_s: dict[int, float]
    drift_s: Real


def feel_of(on: OnLines, lines: Lines) -> Feel:
    """Measure the feel of strokes that lie on lines."""
    mine = on.line >= 0
    late = on.late_s[mine]
    drift = np.zeros(on.line.size)
    if late.size < FEWEST:
        return Feel(0.0, {}, drift)
    whole = float(np.median(late))
    rest = late - whole
    places = lines.place[on.line[mine]]
    beat = places % lines.parts
    by_place: dict[int, float] = {}
    for part in np.unique(beat):
        common = _believed(rest[beat == part])
        for place in np.unique(places[beat == part]):
            here = rest[places == place] - common
            by_place[int(place)] = common + _believed(here)
    rest = rest - np.array([by_place[int(p)] for p in places])
    drift[mine] = _wander(rest)
    return Feel(whole, by_place, drift)


def _believed(late: Real) -> float:
    """Return as much of a median as can be told from scatter."""
    if late.size < FEWEST:
        return 0.0
    middle = float(np.median(late))
    spread = 1.4826 * float(np.median(np.abs(late - middle)))
    unsure = 1.25 * spread / float(np.sqrt(late.size))
    if abs(middle) <= 2.0 * unsure:
        return 0.0
    return middle * (1.0 - (unsure / middle) ** 2)


def _wander(rest: Real) -> Real:
    """Return the slow wandering of what is left: medians over some bars, as far as believed."""
    half = DRIFT_STROKES // 2
    out = np.zeros(rest.size)
    if rest.size < 2 * DRIFT_STROKES:
        return out
    knots = np.arange(half, rest.size - half + 1, half)
    values = [_believed(rest[k - half : k + half]) for k in knots]
    return np.asarray(np.interp(np.arange(rest.size), knots, values))
