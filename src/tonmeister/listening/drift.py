"""How steadily the song keeps its tempo, without following each beat.

What comes again after some beats gives the tempo of a stretch: in windows of four seconds the
onset curve is compared with itself one to three seconds later (two whole numbers of beats, which
must agree), and
the distance at which it fits best is read between the steps of 10 ms. No beat has to be found for
that, only the tempo of the song roughly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.features import ONSET_HOP_S, TrackFeatures

Curve = NDArray[np.float64]
WINDOW_S, EVERY_S = 4.0, 0.5
SHORTEST_S, LONGEST_S = 1.0, 2.8
SEARCH_RATIO = 0.055
"""Further than this a band does not stray; there lie other rhythms."""
LEAST_FIT, LEAST_PULSE = 0.18, 0.3
AGREE_RATIO = 0.01
"""A tempo that changes moves all distances alike; another rhythm moves one."""


@dataclass(frozen=True, slots=True)
class Pace:
    """``ratio`` [n]: tempo around ``at_s`` [n] against the tempo of the song; NaN where unheard.

    ``again_s``: the distance that was looked at.
    """

    at_s: Curve
    ratio: Curve
    again_s: float


def pace(features: TrackFeatures, tempo_bpm: float | None) -> Pace | None:
    """Return the local tempo of the song every half second; None where nothing comes again.

    Without a tempo the distance after which most comes again is taken.
    """
    curve = features.onset.sum(axis=0, dtype=np.float64)
    soft = np.convolve(curve, np.hanning(7) / np.hanning(7).sum(), mode="same")
    lags = _pulses(soft, tempo_bpm)
    if not lags:
        return None
    starts = np.arange(
        0,
        max(curve.size - round((WINDOW_S + 1.1 * max(lags)) / ONSET_HOP_S) - 2, 0),
        round(EVERY_S / ONSET_HOP_S),
    )
    ratios = [_ratios(soft, starts, lag / ONSET_HOP_S) for lag in lags]
    agree = np.abs(ratios[0] - ratios[-1]) <= AGREE_RATIO
    middle = starts * ONSET_HOP_S + (WINDOW_S + float(np.mean(lags))) / 2.0
    return Pace(middle, np.where(agree, np.mean(ratios, axis=0), np.nan), lags[0])


def _ratios(curve: Curve, starts: NDArray[np.int64], lag: float) -> Curve:
    """Return the tempo of each window against that of a distance in steps; NaN where unheard."""
    low, high = int(lag * (1.0 - SEARCH_RATIO)), int(np.ceil(lag * (1.0 + SEARCH_RATIO)))
    size = round(WINDOW_S / ONSET_HOP_S)
    ratio = np.full(starts.size, np.nan)
    for row, start in enumerate(starts):
        fit = _fit(curve, int(start), low, high, size)
        top = int(fit.argmax())
        if fit[top] < LEAST_FIT or not 0 < top < fit.size - 1:
            continue
        a, b, c = fit[top - 1], fit[top], fit[top + 1]
        ratio[row] = lag / (low + top + 0.5 * (a - c) / (a - 2.0 * b + c))
    return ratio


def _fit(curve: Curve, start: int, low: int, high: int, size: int) -> Curve:
    """Return how well a window fits what comes ``low`` to ``high`` steps later (-1 to 1)."""
    here = curve[start : start + size] - curve[start : start + size].mean()
    later = np.lib.stride_tricks.sliding_window_view(curve[start + low : start + high + size], size)
    mean = later.mean(axis=1)
    spread = np.maximum((later * later).mean(axis=1) - mean * mean, 0.0) * size
    scale = np.sqrt((here * here).sum() * spread)
    return np.asarray(later @ here / np.maximum(scale, 1e-12))


def _pulses(curve: Curve, tempo_bpm: float | None) -> list[float]:
    """Return the two distances in seconds after which most comes again in the whole song.

    With a tempo, whole numbers of its beats. Empty where nothing comes again.
    """
    if curve.size < 10.0 / ONSET_HOP_S or not curve.any():
        return []
    even = curve - curve.mean()
    size = 1 << int(np.ceil(np.log2(2 * even.size)))
    again = np.fft.irfft(np.abs(np.fft.rfft(even, size)) ** 2)[: even.size]
    low, high = round(SHORTEST_S / ONSET_HOP_S), round(LONGEST_S / ONSET_HOP_S)
    if tempo_bpm is None:
        tops = [
            float(k)
            for k in range(low, high)
            if again[k] == again[k - 8 : k + 9].max() and again[k] > LEAST_PULSE * again[0]
        ]
    else:
        beat = 60.0 / tempo_bpm / ONSET_HOP_S
        tops = [n * beat for n in range(1, 12) if low <= n * beat <= high]
    tops.sort(key=lambda lag: -again[round(lag)])
    return [lag * ONSET_HOP_S for lag in tops[:2]]
