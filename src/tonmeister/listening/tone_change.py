"""Where a stretch of a song sounds as if an equaliser had been left on: its tone against the rest.

Every moment is compared with the moment most like it elsewhere in the same song. Where, moment
after moment, the likeness grows when one named curve (a bell, a shelf, more side) is taken away
from it, the stretch has that colour. What is left over after the curve says how far another
instrumentation is the better explanation: a filter leaves next to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.check import shared
from tonmeister.listening.heard import Heard
from tonmeister.listening.tone_curves import COLOURS, Colour
from tonmeister.listening.tone_moments import Floats, Moments, moments
from tonmeister.model import Span

TEST_DB = 7.0
"""A moment speaks for a colour where more than half of this is too much."""
GAINS_DB = (2.0, 4.0, 6.0, 8.0, 10.0, 13.0, 17.0)
ONE_MOMENT_MOST = 1.5
LEAST_S = 2.4
MOST_STRETCHES = 3


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch whose tone differs from the rest by one curve.

    ``excess_db``: its gain (always positive). ``certainty``: the root of how many seconds speak
    for it over what the curve leaves unexplained, in the spread that arrangement alone has; 1 is
    where it begins to be worth a word.
    """

    colour: Colour
    where: Span
    excess_db: float
    certainty: float


@shared
def song_moments(heard: Heard) -> Moments | None:
    """Return the moments of a finished mix; None where it is not finished or too short."""
    return moments(heard.mix) if heard.sound is not None else None


@shared
def changes(heard: Heard) -> dict[str, tuple[Change, ...]]:
    """Return, by colour, the stretches of the finished mix that differ from the rest by it."""
    return changes_of(song_moments(heard))


def changes_of(song: Moments | None) -> dict[str, tuple[Change, ...]]:
    """Return the stretches by colour; see ``changes``."""
    if song is None:
        return {}
    nothing = song.nearest(np.zeros(song.white.shape[1], np.float32))
    return {colour.name: tuple(_stretches(song, colour, nothing)) for colour in COLOURS}


def _shift(song: Moments, colour: Colour, gain_db: float) -> Floats:
    return (colour.curve_db(gain_db) @ song.whiten).astype(np.float32)


def _stretches(song: Moments, colour: Colour, nothing: NDArray[np.float64]) -> list[Change]:
    test = _shift(song, colour, TEST_DB)
    speaks = (nothing - song.nearest(test)) / float(test @ test)
    speaks = np.where(song.on, np.clip(speaks, -ONE_MOMENT_MOST, ONE_MOMENT_MOST), 0.0)
    found = []
    for _ in range(MOST_STRETCHES):
        first, last = most(speaks)
        if (last - first) * song.step_s < LEAST_S:
            break
        seconds = float(speaks[first:last].sum()) * song.step_s
        change = _measured(song, colour, nothing, slice(first, last), seconds)
        if change is not None:
            found.append(change)
        speaks[first:last] = -ONE_MOMENT_MOST
    return sorted(found, key=lambda change: change.where.start_s)


def most(speaks: NDArray[np.float64]) -> tuple[int, int]:
    """Return the stretch with the largest sum (J. Kadane), first and one past the last step."""
    best, begin, end = 0.0, 0, 0
    total, start = 0.0, 0
    for step, value in enumerate(speaks.tolist()):
        if total <= 0.0:
            total, start = 0.0, step
        total += value
        if total > best:
            best, begin, end = total, start, step + 1
    return begin, end


def _measured(
    song: Moments, colour: Colour, nothing: NDArray[np.float64], part: slice, seconds: float
) -> Change | None:
    """Say by how much a stretch differs, and how well the curve explains it."""
    on = song.on[part]
    if not on.any():
        return None
    gained = [
        float((nothing - song.nearest(_shift(song, colour, gain_db)))[part][on].sum())
        for gain_db in GAINS_DB
    ]
    gain_db = GAINS_DB[int(np.argmax(gained))]
    shift = _shift(song, colour, gain_db)
    like = song.like(shift)
    off = (song.white[part] - song.white[like[part]])[on].mean(axis=0, dtype=np.float64)
    times = float(off @ shift) / float(shift @ shift)
    left = off - times * shift
    unexplained = float(np.sqrt(np.mean(left**2)))
    where = Span(part.start * song.step_s, part.stop * song.step_s)
    return Change(
        colour, where, times * gain_db, np.sqrt(max(seconds, 0.0)) / max(unexplained, 0.2)
    )
