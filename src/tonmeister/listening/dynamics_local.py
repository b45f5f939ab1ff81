"""Where the same music moves differently than elsewhere in the song: crest, attack, balance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from tonmeister.listening.bands import smooth
from tonmeister.listening.check import shared
from tonmeister.listening.dynamics_fine import FINE_S, Fine
from tonmeister.listening.features import HOP_S
from tonmeister.listening.heard import Heard
from tonmeister.listening.tone_change import most, song_moments
from tonmeister.listening.tone_local import at_an_end, demand
from tonmeister.listening.tone_moments import Moments
from tonmeister.model import Span, Weight

Real = NDArray[np.float64]
WINDOW_S = 1.0
SILENT = 1e-9
LEAST_S = 4.0
LEAST_REST = 10
MOST_STRETCHES = 3
AROUND_STEPS = 100
LIKE = 12
"""So many like moments, each elsewhere, say together what is usual."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch and by how much something lies lower than usual; ``stands_out`` counts how many
    spreads of the rest of the song that is.
    """

    where: Span
    by: float
    stands_out: float


@dataclass(frozen=True, slots=True)
class Twins:
    """Each moment's likes elsewhere in the song: ``like`` [N, 12], ``on`` [N]."""

    song: Moments
    like: NDArray[np.intp]

    def off(self, value: Real) -> Real:
        """Return how far each moment lies from the middle of its likes; 0 where it is silent."""
        usual = np.median(value[self.like], axis=1)
        return np.where(self.song.on, value - usual, 0.0)

    def per_moment(self, every_10_ms: Real) -> Real:
        """Take from a curve of 10 ms what it reads in the middle of each moment."""
        count = len(self.song.on)
        at = ((np.arange(count) + 0.5) * self.song.step_s / FINE_S).astype(int)
        return np.asarray(every_10_ms[np.minimum(at, every_10_ms.shape[0] - 1)], np.float64)

    def part(self, where: Span) -> slice:
        """Return the moments of a stretch."""
        first, last = (round(t / self.song.step_s) for t in (where.start_s, where.end_s))
        return slice(first, max(last, first + 1))


@shared
def twins(heard: Heard) -> Twins | None:
    """Find the moments that are most like each moment; None where there is no finished sound."""
    song = song_moments(heard)
    if song is None:
        return None
    return Twins(song, np.argpartition(song.apart, LIKE, axis=1)[:, :LIKE])


def over_time(values: Real, seconds: float) -> Real:
    """Return the running mean of a curve of 10 ms."""
    return smooth(values, max(1, round(seconds / FINE_S)))


def crest_db(levels: Fine, band: int) -> Real:
    """Return peaks over power in dB, over a second around each 10 ms; band 3 is the whole.

    The peaks are the mean of the highest 10 ms in every tenth of a second, so that one stroke
    does not decide.
    """
    power = levels.power.sum(axis=0, dtype=np.float64) / 2.0
    one = power.sum(axis=0) if band == 3 else power[band]
    tall = levels.peak[band].astype(np.float64) ** 2
    per = round(HOP_S / FINE_S)
    count = len(tall) // per
    tallest = np.repeat(tall[: count * per].reshape(count, per).max(axis=1), per)
    tallest = np.pad(tallest, (0, len(tall) - len(tallest)), mode="edge") if count else tall
    mean = over_time(one, WINDOW_S)
    return np.asarray(
        10.0 * np.log10((over_time(tallest, WINDOW_S) + SILENT) / (mean + SILENT)), np.float64
    )


def stretches(twin: Twins, off: Real, slack: float, *, least_s: float = LEAST_S) -> list[Stretch]:
    """Return stretches in which ``off`` lies over a slack, moment after moment."""
    speaks = np.where(twin.song.on, np.clip(off - slack, -2.0 * slack, 2.0 * slack), 0.0)
    step_s = twin.song.step_s
    out = []
    for _ in range(MOST_STRETCHES):
        first, last = most(speaks)
        if (last - first) * step_s < least_s:
            break
        part = np.zeros(len(off), np.bool_)
        part[first:last] = True
        inside, rest = off[part & twin.song.on], off[~part & twin.song.on]
        if inside.size and rest.size >= LEAST_REST:
            by = float(inside.mean())
            apart = (by - float(rest.mean())) / max(float(rest.std()), 1e-6)
            out.append(Stretch(Span(first * step_s, last * step_s), by, apart))
        speaks[first:last] = -2.0 * slack
    return sorted(out, key=lambda one: one.where.start_s)


def spread_db(twin: Twins, levels: Fine, band: int) -> Real:
    """Return how far the loud 10 ms of two seconds stand over the softer, at each moment.

    The 95th over the 40th percentile of the peaks; compression brings them together.
    """
    tall = levels.peak[band].astype(np.float64) ** 2
    floor = float(tall.max(initial=0.0)) * 1e-8 + 1e-14
    around = np.pad(10.0 * np.log10(tall + floor), AROUND_STEPS, mode="edge")
    windows = sliding_window_view(around, 2 * AROUND_STEPS + 1)
    high, low = np.percentile(twin.per_moment(windows), [95.0, 40.0], axis=1)
    return np.asarray(high - low, np.float64)


def told(heard: Heard, one: Stretch, least: float) -> Weight:
    """Return how much a stretch matters: the longer the song, the further it must stand out."""
    sure = one.stands_out >= least * demand(heard)
    return "note" if sure and not at_an_end(heard, one.where) else "info"
