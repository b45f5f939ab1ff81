"""The hum of the mains: a comb of lines that keep their phase through the whole sound."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.sound_file import FileSound, hann

Real = NDArray[np.float64]
Complex = NDArray[np.complex128]

MAINS_HZ, DRIFT_HZ, FINE_HZ = (50.0, 60.0), 0.12, 0.004
"""The grids keep within 0.1 Hz of their frequency for nearly all of the time (ENTSO-E: 0.05)."""

RIVALS_HZ, OVER_RIVALS_DB = (0.15, 0.28), 15.0
"""Synthesisers keep their phase as well: combs that lie off the grid show how far they come."""

HARMONICS = 12
HOP_S, LEAST_S = 0.125, 8.0
BESIDE_HZ = (0.4, 3.2)
MOST_DB = 20.0
"""One line counts for so much and no more: a comb is many."""

LINE_DB, LEAST_LINES = 7.0, 4
LEAST_SCORE_DB = 60.0
RIVAL = 0.6
"""A loop of a drum machine has lines at every multiple of its beat: then others beside the comb
stand as high, and it is no hum."""

LOWEST_DBFS = -90.0


@dataclass(frozen=True, slots=True)
class Hum:
    """A hum: the grid's frequency as found, which harmonics, their levels, and how far the
    comb as a whole stands out (dB, summed over its lines).
    """

    hum_hz: float
    harmonics: tuple[int, ...]
    levels_dbfs: tuple[float, ...]
    score_db: float

    @property
    def hum_dbfs(self) -> float:
        """How loud all lines are together (mean square of the middle channel)."""
        return float(10.0 * np.log10(sum(10.0 ** (level / 10.0) for level in self.levels_dbfs)))


def hum(sound: FileSound) -> Hum | None:
    """Return the hum of a sound, if there is one."""
    return hum_of(sound.low, sound.low_rate_hz)


def hum_of(low: Real, rate_hz: float) -> Hum | None:
    """Find the comb near 50 or 60 Hz that stands out, listening most where the music is weak."""
    if low.size < LEAST_S * rate_hz:
        return None
    found = [_comb(low, rate_hz, mains_hz) for mains_hz in MAINS_HZ]
    combs = [comb for comb in found if comb is not None]
    return max(combs, key=lambda comb: comb.score_db, default=None)


def _comb(low: Real, rate_hz: float, mains_hz: float) -> Hum | None:
    count = min(HARMONICS, int((rate_hz / 2.0 - 2.0 * BESIDE_HZ[1]) / mains_hz))
    lines = [_spectrum(low, rate_hz, mains_hz * h) for h in range(1, count + 1)]
    bin_hz = lines[0][1]
    over = [10.0 * np.log10(np.maximum(power / beside, 1e-3)) for power, _, beside in lines]
    offsets = np.arange(-RIVALS_HZ[1], RIVALS_HZ[1] + 1e-9, FINE_HZ)

    def scores(beside_hz: float) -> Real:
        """Return the score of the comb at each offset, its lines moved aside by so much."""
        total = np.zeros(offsets.size)
        for h, one in enumerate(over, 1):
            at = np.round((h * offsets + beside_hz) / bin_hz).astype(int)
            total += np.minimum(np.maximum.reduce([one[at - 1], one[at], one[at + 1]]), MOST_DB)
        return total

    mine = scores(0.0)
    best = int(np.where(np.abs(offsets) <= DRIFT_HZ, mine, -np.inf).argmax())
    score = float(mine[best])
    if score < max(LEAST_SCORE_DB, mine[np.abs(offsets) >= RIVALS_HZ[0]].max() + OVER_RIVALS_DB):
        return None
    aside = [r * sign for r in np.arange(0.5, 3.01, 0.25) for sign in (-1.0, 1.0)]
    if max(float(scores(r)[best]) for r in aside) > RIVAL * score:
        return None
    harmonics, levels = [], []
    for h, ((power, _, _), one) in enumerate(zip(lines, over, strict=True), 1):
        at = round(h * float(offsets[best]) / bin_hz)
        near = [at - 1, at, at + 1]
        if one[near].max() >= LINE_DB:
            harmonics.append(h)
            levels.append(float(10.0 * np.log10(2.0 * power[near].max())))
    comb = Hum(mains_hz + float(offsets[best]), tuple(harmonics), tuple(levels), score)
    enough = len(harmonics) >= LEAST_LINES and any(h <= 3 for h in harmonics)
    return comb if enough and comb.hum_dbfs > LOWEST_DBFS else None


def _spectrum(low: Real, rate_hz: float, line_hz: float) -> tuple[Real, float, float]:
    """Return the power of steady tones around a frequency (index 0: that one; negative indices
    lie below it), how far apart they are in Hz, and what is usual beside it.

    Each moment weighs by the inverse of its power there: the best one can do for a steady tone
    in unsteady noise.
    """
    hop = round(HOP_S * rate_hz)
    window = hann(2 * hop) / hop
    turn = np.exp(-2j * np.pi * line_hz / rate_hz * np.arange(low.size))
    views = np.lib.stride_tricks.sliding_window_view(low * turn, 2 * hop)[::hop]
    z: Complex = np.asarray(views @ window, np.complex128)
    power = np.abs(z) ** 2
    around = np.convolve(np.pad(power, 2, mode="edge"), np.full(5, 0.2), mode="valid")
    floor = 1e-3 * float(np.median(around)) + 1e-16
    weight = np.where(around > 1e-14, 1.0 / (around + floor), 0.0)
    total = float(weight.sum())
    size = 1 << int(np.ceil(np.log2(4 * z.size)))
    spectrum = np.abs(np.fft.fft(z * weight, size)) ** 2 / max(total, 1e-30) ** 2
    bin_hz = rate_hz / hop / size
    first, last = (round(hz / bin_hz) for hz in BESIDE_HZ)
    beside = np.concatenate([spectrum[first:last], spectrum[-last:-first]])
    return spectrum, bin_hz, max(float(np.median(beside)), 1e-16)
