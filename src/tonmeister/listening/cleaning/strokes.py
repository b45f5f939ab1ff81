"""Between the strokes of a drum: what its microphone hears of the others, and when it may close."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.checks.bleed import CLEAN_DB, HOPELESS_DB, INAUDIBLE_DBFS
from tonmeister.signal import Samples

Real = NDArray[np.float64]

STEP_S = 0.0025
KEYS_HZ = {"kick": (40.0, 130.0), "snare": (140.0, 400.0), "tom": (60.0, 280.0)}
"""Where a drum is told from the others: the tone of its own shell."""

GHOST_DB, RISE_DB = 26.0, 6.0
"""A ghost note counts as a stroke down to 26 dB under the usual one, if the shell itself speaks."""

BEFORE_S, LEAST_OPEN_S, MOST_OPEN_S = 0.008, 0.08, {"kick": 0.35, "snare": 0.35, "tom": 1.0}
CLOSE_OVER_DB = 3.0
LEAST_CLOSED_S = 0.06
LEAST_STROKES = 6


@dataclass(frozen=True, slots=True)
class Bleed:
    """The strokes' level, that of the rest between them, and where the microphone may close."""

    stroke_dbfs: float
    rest_dbfs: float
    strokes_count: int
    closed_s: tuple[tuple[float, float], ...]

    @property
    def gap_db(self) -> float:
        """How far the rest lies under the strokes."""
        return self.stroke_dbfs - self.rest_dbfs


def bleed_in(sound: Samples, rate_hz: int, role: str) -> Bleed | None:
    """Return the bleed in a drum's own microphone; None where there are too few strokes."""
    hop = max(1, round(STEP_S * rate_hz))
    own, every = (_peaks_db(x, hop) for x in (_shell(sound, rate_hz, role), sound.mean(axis=0)))
    if own.size < 400:
        return None
    top = float(np.percentile(_local_tops(own), 90)) if _local_tops(own).size else -120.0
    strokes = _strokes(own, every, top)
    if strokes.size < LEAST_STROKES:
        return None
    step_s = hop / rate_hz
    most = round(MOST_OPEN_S[role] / step_s)
    open_ = np.zeros(every.size, np.bool_)
    for at in strokes:
        open_[max(0, at - round(BEFORE_S / step_s)) : at + most] = True
    if (~open_).sum() * step_s < 1.0:
        rest_dbfs = float(np.percentile(every, 15))
    else:
        rest_dbfs = float(np.percentile(every[~open_], 75))
    hits = [float(every[at : at + 8].max()) for at in strokes]
    stroke_dbfs = float(np.median(hits))
    closed = _closed(every, strokes, rest_dbfs, step_s, most)
    return Bleed(stroke_dbfs, rest_dbfs, int(strokes.size), closed)


def can_close(bleed: Bleed) -> bool:
    """Whether closing helps: bleed is heard, and the strokes stand clear of it."""
    return bleed.rest_dbfs > INAUDIBLE_DBFS and HOPELESS_DB < bleed.gap_db < CLEAN_DB


def _shell(sound: Samples, rate_hz: int, role: str) -> Real:
    from scipy.signal import butter, sosfiltfilt

    low, high = KEYS_HZ[role]
    sos = butter(2, [low, min(high, 0.45 * rate_hz)], "bandpass", fs=rate_hz, output="sos")
    return np.asarray(sosfiltfilt(sos, sound.mean(axis=0)), np.float64)


def _peaks_db(x: Real, hop: int) -> Real:
    count = x.size // hop
    top = np.abs(x[: count * hop]).reshape(count, hop).max(axis=1)
    return np.asarray(20.0 * np.log10(np.maximum(top, 1e-7)))


def _local_tops(level: Real) -> Real:
    wide = 20
    if level.size < 2 * wide + 1:
        return np.zeros(0)
    most = np.lib.stride_tricks.sliding_window_view(level, 2 * wide + 1).max(axis=1)
    inside = level[wide:-wide]
    return np.asarray(inside[(inside >= most) & (inside > -70.0)])


def _strokes(own: Real, every: Real, top: float) -> NDArray[np.intp]:
    """Return the steps at which a stroke begins: the shell rises fast, and far enough."""
    back = 6
    before = np.concatenate([np.full(back, own[0]), own[:-back]])
    rises = (own - before > RISE_DB) & (own > top - GHOST_DB)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], rises.astype(np.int8)])) == 1)
    strokes: list[int] = []
    for at in map(int, edges):
        loud = float(own[at : at + 12].max())
        if loud < top - GHOST_DB:
            continue
        begin = max(0, at - 8)
        onset = begin + int(np.argmax(np.diff(every[begin : at + 6]))) if at >= 8 else at
        if not strokes or onset - strokes[-1] > 16:
            strokes.append(onset)
    return np.array(strokes, np.intp)


def _closed(
    every: Real, strokes: NDArray[np.intp], rest_dbfs: float, step_s: float, most: int
) -> tuple[tuple[float, float], ...]:
    """Return the stretches between the end of one stroke and just before the next."""
    least = round(LEAST_OPEN_S / step_s)
    ends = [0]
    for at in strokes:
        tail = every[at + least : at + most]
        smooth = np.convolve(tail, np.full(8, 0.125), "same") if tail.size >= 8 else tail
        under = np.flatnonzero(smooth < rest_dbfs + CLOSE_OVER_DB)
        ends.append(int(at) + least + (int(under[0]) if under.size else tail.size))
    begins = [*(int(at) - round(BEFORE_S / step_s) for at in strokes), every.size]
    return tuple(
        (end * step_s, begin * step_s)
        for end, begin in zip(ends, begins, strict=True)
        if (begin - end) * step_s >= LEAST_CLOSED_S
    )
