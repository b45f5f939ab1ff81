"""Narrow lines: quarter tone by quarter tone, what stands over its neighbours and stays there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from tonmeister.listening.check import shared
from tonmeister.listening.heard import Heard
from tonmeister.listening.tone_change import most
from tonmeister.model import Span
from tonmeister.signal import Source

Real = NDArray[np.float64]
LOW_HZ, HIGH_HZ = 350.0, 10000.0
PER_OCTAVE = 24
WINDOW_S = 0.186
BATCH = 32
NEAR, FAR = 4, 9
"""Neighbours are four to nine quarter tones away, on both sides."""
SLACK_DB, MOST_DB = 4.5, 6.0
LEAST_S = 3.0
LEAST_STEPS = 12
PERCENTS = (10.0, 25.0, 50.0, 75.0, 90.0)
QUIET_DB = 30.0
RING_LEAST_DB, RING_UNEVEN_DB, RING_LEAST_S = 6.0, 5.0, 5.5
RING_UNEVEN_PART = 0.6
RING_LEAST_PART = 0.33
TOGETHER, NEAR_OCTAVES, COMPANION_DB = 0.6, 0.25, 4.0
COMPANION_PART = 0.5
MOST_STRANGERS = 1
OVERTONES, OVERTONE_OCTAVES = 6, 35.0 / 1200.0
SKIRT_PART, BROAD_PART, RESTLESS_DB = 0.4, 0.75, 9.0
"""A resonance has a skirt: a quarter tone beside it is lifted, too, and a tone beside it is not."""


@dataclass(frozen=True, slots=True)
class Lines:
    """``stands`` [bands, T]: how far each quarter tone stands over its neighbours, in dB;
    ``on`` [T]; ``centre_hz`` [bands]; steps of ``step_s``.
    """

    centre_hz: Real
    stands: Real
    on: NDArray[np.bool_]
    step_s: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line that stays for a stretch: ``over_db`` more than elsewhere in the song.

    ``least_db``: by how much its softest or loudest moments are lifted at least, ``uneven_db``:
    how far the lifts of soft and loud moments lie apart, ``restless_db``: how it moves there;
    ``skirt_db`` and ``broad_db``: how far the better neighbour at one and at two quarter tones
    is lifted.
    """

    frequency_hz: float
    where: Span
    over_db: float
    least_db: float
    uneven_db: float
    often_percent: float
    restless_db: float
    skirt_db: float
    broad_db: float

    @property
    def is_resonance(self) -> bool:
        """Whether it is lifted and shaped as by a filter: strongly, always, with a skirt."""
        even = self.uneven_db < max(RING_UNEVEN_DB, RING_UNEVEN_PART * self.least_db)
        shaped = self.skirt_db > SKIRT_PART * self.over_db > 0.0
        narrow = self.broad_db < BROAD_PART * self.over_db
        steady = self.restless_db < RESTLESS_DB
        return self.least_db > RING_LEAST_DB and even and shaped and narrow and steady

    def near(self, other: Line) -> bool:
        """Whether two lines are one, less than a tone and a half apart."""
        return abs(math.log2(self.frequency_hz / other.frequency_hz)) < NEAR_OCTAVES

    def comes_with(self, other: Line) -> bool:
        """Whether another line comes and goes with it, nearly as strong."""
        strong = other.least_db > max(COMPANION_DB, COMPANION_PART * self.least_db)
        return strong and not self.near(other) and self.together(other) > TOGETHER

    def is_note_with(self, other: Line) -> bool:
        """Whether both can be overtones of one note: small whole numbers apart."""
        ratio = abs(math.log2(self.frequency_hz / other.frequency_hz))
        return bool(np.abs(_overtones_octaves() - ratio).min() < OVERTONE_OCTAVES)

    def together(self, other: Line) -> float:
        """Return which part of the time of both is that of both at once."""
        first, last = self.where, other.where
        both = min(first.end_s, last.end_s) - max(first.start_s, last.start_s)
        either = max(first.end_s, last.end_s) - min(first.start_s, last.start_s)
        return max(both, 0.0) / either


@cache
def _overtones_octaves() -> Real:
    """Return how far the first overtones of one note lie apart, each from each."""
    numbers = range(1, OVERTONES + 1)
    return np.array([math.log2(m / n) for m in numbers for n in numbers if m > n])


@cache
def _bands(size: int, rate_hz: int) -> tuple[Real, NDArray[np.intp]]:
    top = min(HIGH_HZ, 0.45 * rate_hz)
    count = int(np.log2(top / LOW_HZ) * PER_OCTAVE)
    centre = LOW_HZ * 2.0 ** (np.arange(count) / PER_OCTAVE)
    edges = np.append(centre, centre[-1] * 2.0 ** (1 / PER_OCTAVE)) * 2.0 ** (-0.5 / PER_OCTAVE)
    return centre, np.round(edges * size / rate_hz).astype(np.intp)


def lines_of(sound: Source) -> Lines:
    """Take the spectrum of the middle every 0.19 s."""
    size = 1 << round(np.log2(WINDOW_S * sound.rate_hz))
    centre, edges = _bands(size, sound.rate_hz)
    window = np.hanning(size)
    total = sound.frames // size
    level = np.zeros((len(centre), total))
    for first in range(0, total, BATCH):
        count = min(BATCH, total - first)
        block = sound.read(first * size, count * size)
        mid = (block[0] + block[1]).reshape(count, size) * window
        power = np.abs(scipy.fft.rfft(mid, axis=1)) ** 2
        summed = np.add.reduceat(power, edges[:-1], axis=1)[:, : len(centre)]
        summed[:, -1] = power[:, edges[-2] : edges[-1]].sum(axis=1)
        level[:, first : first + count] = (summed / np.maximum(np.diff(edges), 1)).T
    loud = level.sum(axis=0)
    on = loud > (np.percentile(loud, 95) if total else 0.0) * 10.0 ** (-QUIET_DB / 10.0)
    in_db = 10.0 * np.log10(level + level.max(initial=0.0) * 1e-9 + 1e-20)
    padded = np.pad(in_db, ((FAR, FAR), (0, 0)), mode="edge")
    shifts = [s for s in range(-FAR, FAR + 1) if abs(s) >= NEAR]
    around = np.mean([padded[FAR + s : FAR + s + len(centre)] for s in shifts], axis=0)
    return Lines(centre, in_db - around, on & (loud > 1e-9), size / sound.rate_hz)


@shared
def lines(heard: Heard) -> Lines | None:
    """Return the lines of the finished sound; None where it cannot be read."""
    if heard.sound is None or heard.sound.frames < 8 * heard.sound.rate_hz:
        return None
    return lines_of(heard.sound)


def rings(found: Lines) -> list[Line]:
    """Return lines that stay whatever is played, and alone: a note has overtones that come along.

    Soft moments and loud ones must be lifted alike, else it is something that plays; where
    several lines come at once, a chord or another instrument does.
    """
    least_s = min(RING_LEAST_S, RING_LEAST_PART * len(found.on) * found.step_s)
    all_lines = stays(found)
    out: list[Line] = []
    for line in sorted(all_lines, key=lambda line: -line.least_db):
        if not line.is_resonance or line.where.end_s - line.where.start_s <= least_s:
            continue
        if any(line.near(other) and line.together(other) > 0.3 for other in out):
            continue
        along = [other for other in all_lines if line.comes_with(other)]
        if len(along) <= MOST_STRANGERS and not any(map(line.is_note_with, along)):
            out.append(line)
    return sorted(out, key=lambda line: line.where.start_s)


def stays(found: Lines) -> list[Line]:
    """Return lines that come and stay for a stretch and go again, notes and rings alike."""
    out = []
    for band, stands in enumerate(found.stands):
        usual = float(np.median(stands[found.on])) if found.on.any() else 0.0
        off = np.where(found.on, np.clip(stands - usual - SLACK_DB, -MOST_DB, MOST_DB), 0.0)
        first, last = most(off)
        if (last - first) * found.step_s < LEAST_S or last - first > 0.7 * len(off):
            continue
        part = np.zeros(len(off), np.bool_)
        part[first:last] = True
        inside, rest = stands[part & found.on], stands[~part & found.on]
        if min(inside.size, rest.size) < LEAST_STEPS:
            continue
        shift = np.percentile(inside, PERCENTS) - np.percentile(rest, PERCENTS)
        often = 100.0 * float(np.mean(inside > np.percentile(rest, 75)))
        where = Span(first * found.step_s, last * found.step_s)
        centre_hz = float(found.centre_hz[band])
        out.append(
            Line(
                centre_hz, where, float(np.median(shift)), float(shift.min()),
                float(np.ptp(shift)), often, float(inside.std()), *_beside(found, band, part),
            )
        )  # fmt: skip
    return out


def _beside(found: Lines, band: int, part: NDArray[np.bool_]) -> tuple[float, float]:
    """Return how far the neighbours at one and at two quarter tones are lifted, the better."""
    out = []
    for away in (1, 2):
        sides = [s for s in (band - away, band + away) if 0 <= s < len(found.stands)]
        inside, rest = (found.stands[sides][:, p & found.on] for p in (part, ~part))
        out.append(float((np.median(inside, axis=1) - np.median(rest, axis=1)).max()))
    return out[0], out[1]
