"""A drummer whose tempo moves: beats that go with the strokes, where one tempo does not do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.grooves.pulse import DrumPulse, is_the_one
from tonmeister.listening.grooves.strokes import PlayedStroke

Row = NDArray[np.float64]

NEAR_BEATS = 0.14
"""A stroke so near to a beat is taken for it; a swung or late one is not pulled over."""
BACK_BEATS, AROUND_BEATS = 12.0, 10.0
MOVES_S = 0.02
"""From here on the tempo is said to move; nearer to it the strokes only stray."""
_FEW = 3


def beats_of(strokes: Sequence[PlayedStroke], pulse: DrumPulse) -> Row | None:
    """Return the time of every quarter from the downbeat on; None where one tempo does.

    Forwards each beat is foretold from the twelve before it, then all are set again by the
    strokes around them.
    """
    at = np.array([s.at for s in strokes])
    beat_s = 60.0 / pulse.first_bpm
    count = int((at.max() - pulse.downbeat_s) / beat_s * 1.12) + 3
    counted = np.full(len(at), np.nan)
    now_s, step_s = pulse.downbeat_s, beat_s
    for n in range(count):
        mine = np.abs(at - now_s) < NEAR_BEATS * step_s
        counted[mine] = n
        recent = counted > n - BACK_BEATS
        if recent.sum() >= _FEW and np.ptp(counted[recent]) >= 2:
            slope, start = np.polyfit(counted[recent], at[recent], 1)
            if abs(slope / beat_s - 1.0) < 0.15:
                now_s, step_s = start + slope * n, slope
        now_s += step_s
        if now_s > at.max() + 2 * step_s:
            count = n + 2
            break
    known = np.isfinite(counted)
    if known.sum() < 4 * _FEW:
        return None
    beats = np.array([_set_again(n, counted[known], at[known]) for n in range(count)])
    steady = np.polyval(np.polyfit(np.arange(count), beats, 1), np.arange(count))
    return beats if np.abs(beats - steady).max() > MOVES_S else None


def _set_again(n: int, counted: Row, at: Row) -> float:
    weight = np.maximum(0.05, 1.0 - np.abs(counted - n) / AROUND_BEATS) ** 2
    far = np.abs(counted - n) > 3 * AROUND_BEATS
    weight = np.where(far, 1e-6, weight)
    slope, start = np.polyfit(counted, at, 1, w=np.sqrt(weight))
    return float(start + slope * n)


def on_beats(strokes: Sequence[PlayedStroke], beats_s: Row, meter_beats: int) -> list[PlayedStroke]:
    """Return strokes in seconds as strokes in quarters from a downbeat near the first beat.

    Which of the beats is the one is heard again from the whole recording.
    """
    placed = _placed(strokes, beats_s)
    best = max(range(meter_beats), key=lambda n: is_the_one(placed, float(n), 1.0, meter_beats))
    return [replace(s, at=s.at - best + (meter_beats if best else 0)) for s in placed]


def _placed(strokes: Sequence[PlayedStroke], beats_s: Row) -> list[PlayedStroke]:
    counts = np.arange(len(beats_s), dtype=np.float64)
    out = []
    for one in strokes:
        if one.at < beats_s[0]:
            where = (one.at - beats_s[0]) / (beats_s[1] - beats_s[0])
        elif one.at > beats_s[-1]:
            where = counts[-1] + (one.at - beats_s[-1]) / (beats_s[-1] - beats_s[-2])
        else:
            where = float(np.interp(one.at, beats_s, counts))
        out.append(replace(one, at=float(where)))
    return out
