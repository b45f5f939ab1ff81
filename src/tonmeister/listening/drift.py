"""How steadily the song keeps its tempo, without following each beat.

What comes again after some beats gives the tempo of a stretch: in windows of four seconds the
onset curve is compared with itself about two seconds later (a whole number of beats), and
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
SHORTEST_S, LONGEST_S = 1.2, 2.6
SEARCH_RATIO = 0.055
"""Further than this a band does not stray; there lie other rhythms."""
LEAST_FIT, LEAST_PULSE = 0.18, 0.3


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
    lag = _pulse(soft, tempo_bpm)
    if lag <= 0.0:
        return None
    low, high = int(lag * (1.0 - SEARCH_RATIO)), int(np.ceil(lag * (1.0 + SEARCH_RATIO)))
    size = round(WINDOW_S / ONSET_HOP_S)
    starts = np.arange(0, max(curve.size - size - high - 1, 0), round(EVERY_S / ONSET_HOP_S))
    ratio = np.full(starts.size, np.nan)
    for row, start in enumerate(starts):
        fit = _fit(soft, int(start), low, high, size)
        top = int(fit.argmax())
        if fit[top] < LEAST_FIT or not 0 < top < fit.size - 1:
            continue
        a, b, c = fit[top - 1], fit[top], fit[top + 1]
        ratio[row] = lag / (low + top + 0.5 * (a - c) / (a - 2.0 * b + c))
    middle = starts * ONSET_HOP_S + (WINDOW_S + lag * ONSET_HOP_S) / 2.0
    return Pace(middle, ratio, lag * ONSET_HOP_S)


def _fit(curve: Curve, start: int, low: int, high: int, size: int) -> Curve:
    """Return how well a window fits what comes ``low`` to ``high`` steps later (-1 to 1)."""
    here = curve[start : start + size] - curve[start : start + size].mean()
    later = np.lib.stride_tricks.sliding_window_view(curve[start + low : start + high + size], size)
    mean = later.mean(axis=1)
    spread = np.maximum((later * later).mean(axis=1) - mean * mean, 0.0) * size
    scale = np.sqrt((here * here).sum() * spread)
    return np.asarray(later @ here / np.maximum(scale, 1e-12))


def _pulse(curve: Curve, tempo_bpm: float | None) -> float:
    """Return the distance in steps after which most comes again in the whole song, or 0.

    With a tempo, a whole number of its beats.
    """
    if curve.size < 10.0 / ONSET_HOP_S or not curve.any():
        return 0.0
    even = curve - curve.mean()
    size = 1 << int(np.ceil(np.log2(2 * even.size)))
    again = np.fft.irfft(np.abs(np.fft.rfft(even, size)) ** 2)[: even.size]
    low, high = round(SHORTEST_S / ONSET_HOP_S), round(LONGEST_S / ONSET_HOP_S)
    if tempo_bpm is None:
        best = low + int(again[low:high].argmax())
        return float(best) if again[best] > LEAST_PULSE * again[0] else 0.0
    beat = 60.0 / tempo_bpm / ONSET_HOP_S
    beats = [n for n in range(1, 9) if low <= n * beat <= high]
    return max((n * beat for n in beats), key=lambda lag: again[round(lag)], default=0.0)
