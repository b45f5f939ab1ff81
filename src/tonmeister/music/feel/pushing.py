"""A lane's way of playing: where it sits against the grid, and how hard each stroke is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tonmeister.music.feel.drifting import Row, drifts_at

SOFTEST = 1.0 / 127.0


def lane_late_ms(
    places_quarters: Sequence[float],
    *,
    push_ms: float,
    loose_ms: float,
    whole_quarters: float,
    seed: int,
    lane: int,
    feel_percent: float = 100.0,
) -> Row:
    """Return how late each stroke of a lane is against the (swung) grid [strokes].

    Their mean is the push, exactly; around it they drift with a standard deviation of
    ``loose_ms``. ``feel_percent`` scales both: 0 is a machine.
    """
    strays = drifts_at(places_quarters, whole_quarters, seed, (lane, 0))
    return np.asarray(feel_percent / 100.0 * (push_ms + loose_ms * strays))


def lane_strength(
    velocities: Sequence[float],
    places_quarters: Sequence[float],
    contour_percent: Sequence[float],
    *,
    loose_percent: float,
    whole_quarters: float,
    seed: int,
    lane: int,
    feel_percent: float = 100.0,
) -> Row:
    """Return the strength of each stroke [strokes], above 0, to 1.

    First the contour (percent more or less, by the place in the bar and the phrase), then the
    drift of the arm; ``feel_percent`` scales both.
    """
    strays = drifts_at(places_quarters, whole_quarters, seed, (lane, 1))
    share = feel_percent / 10_000.0
    more = 1.0 + share * (np.asarray(contour_percent, np.float64) + loose_percent * strays)
    return np.asarray(np.clip(np.asarray(velocities, np.float64) * more, SOFTEST, 1.0))
