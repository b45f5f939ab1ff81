"""Which pulse is the beat: the one found, its half or double, its off-beats; in 4, 3 or 2."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.tempo import FASTEST_BPM, FPS, SLOWEST_BPM, Pulse, near

Real = NDArray[np.float64]

USUAL_BPM = 110.0
METERS = (4, 3, 2)
SHOWN_BPM = (40.0, 260.0)

CHANGE, LOW, MIDDLE, HIGH = 0.67, 0.47, 1.33, 1.16
"""What more on the beat than between speaks for it: harmony that changes, low, middle, high."""
OFTEN, COUNTED_BPM = -0.90, 85.0
BETWEEN, QUARTERS, THIRDS = -0.91, -3.02, -0.18
"""What begins between the beats speaks against them: at halves, at quarters, at thirds."""
SLOW_AND_BUSY, FAST_AND_MOVING = 3.25, -3.01
BAR_CHANGE, BAR_LOW, BAR_ACT, BAR_HIGH = 9.10, 0.90, 3.43, 0.95
"""What the first of the bar has over the other beats."""
BACKBEAT, HALF_CHANGE = 2.32, 3.75
IN_THREE, IN_TWO = -0.78, -2.88
"""Learned from which reading was right in 42 played songs (``benchmarks/music_chart.py`` measures
others); ``OFTEN`` and its ``COUNTED_BPM`` were set by hand on the same songs."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Beats (frames of 10 ms), how many make a bar, and how well that explains the song."""

    beats: Real
    meter: int
    score: float


@dataclass(frozen=True, slots=True)
class OnBeats:
    """What is heard on each beat: harmony that changes, and what begins low, middle and high."""

    change: Real
    low: Real
    middle: Real
    high: Real
    act: Real

    @property
    def snare(self) -> Real:
        """How much it sounds like a snare, rather than a kick."""
        return self.middle + self.high - self.low


def on_beats(beats: Real, heard: Pulse, harmony: Real) -> OnBeats:
    """Look at the beats; ``harmony`` is how much it changes at each frame."""
    return OnBeats(
        change=near(harmony, beats, 6),
        low=near(heard.low, beats),
        middle=near(heard.middle, beats),
        high=near(heard.high, beats),
        act=near(heard.act, beats),
    )


def best_reading(beats: Real, heard: Pulse, harmony: Real) -> tuple[Reading, tuple[float, ...]]:
    """Choose among the beats found, their half, double and off-beats; give the other tempi."""
    between = (beats[:-1] + beats[1:]) / 2.0
    both = np.sort(np.concatenate([beats, between]))
    found = [Reading(beats, 4, -np.inf)]
    for each in (beats, between, both, beats[::2], beats[1::2]):
        if len(each) >= 8 and SLOWEST_BPM <= _bpm(each) <= FASTEST_BPM:
            found += _readings(each, heard, harmony)
    best = max(found, key=lambda reading: reading.score)
    bpm = _bpm(best.beats)
    low_bpm, high_bpm = SHOWN_BPM
    return best, tuple(bpm * r for r in (0.5, 2.0) if low_bpm <= bpm * r <= high_bpm)


def _bpm(beats: Real) -> float:
    return float(60.0 * FPS / np.median(np.diff(beats)))


def _readings(beats: Real, heard: Pulse, harmony: Real) -> Iterator[Reading]:
    on = on_beats(beats, heard, harmony)
    base = _as_beat(beats, on, heard, harmony)
    for meter in METERS:
        for first in range(meter):
            yield Reading(beats, meter, base + _as_bar(on, meter, first))


def _as_beat(beats: Real, on: OnBeats, heard: Pulse, harmony: Real) -> float:
    gaps = np.diff(beats)
    off = on_beats(beats[:-1] + gaps / 2.0, heard, harmony)
    faster = float(np.log2(_bpm(beats) / USUAL_BPM))
    act = float(on.act.mean()) + 1e-6

    def begins(*parts: float) -> float:
        places = np.concatenate([beats[:-1] + gaps * part for part in parts])
        return min(1.5, float(near(heard.act, places, 2).mean()) / act)

    busy = begins(0.25, 0.75)
    return (
        OFTEN * float(np.log2(_bpm(beats) / COUNTED_BPM)) ** 2
        - 0.05 * faster
        + CHANGE * float(on.change.mean() - off.change.mean())
        + LOW * float(on.low.mean() - off.low.mean())
        + MIDDLE * float(on.middle.mean() - off.middle.mean())
        + HIGH * float(on.high.mean() - off.high.mean())
        + BETWEEN * min(1.5, float(off.act.mean()) / act)
        + QUARTERS * busy
        + THIRDS * begins(1 / 3, 2 / 3)
        + SLOW_AND_BUSY * faster * busy
        + FAST_AND_MOVING * faster * float(on.change.mean())
    )


def _as_bar(on: OnBeats, meter: int, first: int) -> float:
    place = (np.arange(len(on.act)) - first) % meter
    down = place == 0

    def more(row: Real) -> float:
        return float(row[down].mean() - row[~down].mean())

    score = BAR_CHANGE * more(on.change) + BAR_LOW * more(on.low)
    score += BAR_ACT * more(on.act) + BAR_HIGH * more(on.high)
    if meter != 4:
        return score + (IN_THREE if meter == 3 else IN_TWO)
    odd = place % 2 == 1
    score += BACKBEAT * float(on.snare[odd].mean() - on.snare[~odd].mean())
    return score + HALF_CHANGE * float(on.change[place == 2].mean() - on.change[odd].mean())
