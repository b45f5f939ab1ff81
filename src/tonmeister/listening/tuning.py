"""What a recording is tuned to, from the peaks of its spectra.

Long windows (0.37 s) spread over the recording; each peak from 150 Hz to 1.5 kHz says how far it
lies from the nearest semitone of A = 440 Hz. These distances live on a circle of 100 cents, so
their mean is taken as a direction, and its length (0 to 1) says how much the peaks agree (Dressler
& Streich, "Tuning frequency estimation using circular statistics", ISMIR 2007). Percussion, noise
and slides agree on nothing and so count for little. More than 50 cents reads as the next semitone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.features import HOP_S
from tonmeister.signal import Source

WINDOW_S = 0.37
MOST_WINDOWS = 80
LOWEST_HZ, HIGHEST_HZ = 150.0, 1500.0
RANGE_DB = 40.0
LEAST_PEAKS = 60


@dataclass(frozen=True, slots=True)
class Tuning:
    """``off_cents`` from A = 440 Hz; ``agreement_score`` from 0 (anything) to 1 (all peaks)."""

    off_cents: float
    agreement_score: float
    peaks_count: int

    @property
    def reference_hz(self) -> float:
        """The A that it is tuned to."""
        return float(440.0 * 2.0 ** (self.off_cents / 1200.0))

    @property
    def sure(self) -> float:
        """How far the agreement stands over that of as many peaks at random."""
        return float(self.agreement_score * np.sqrt(self.peaks_count))


def tuning(source: Source, active: NDArray[np.bool_]) -> Tuning | None:
    """Return what a recording is tuned to; None where too little of it has a pitch.

    ``active`` says at which steps of 0.1 s it plays; windows are taken from there only.
    """
    size = 1 << round(np.log2(WINDOW_S * source.rate_hz))
    places = np.flatnonzero(active)
    if places.size == 0 or source.frames < size:
        return None
    chosen = places[np.linspace(0, places.size - 1, min(MOST_WINDOWS, places.size)).astype(int)]
    window = np.hanning(size)
    total, weight, count = 0.0 + 0.0j, 0.0, 0
    for step in chosen:
        start = int(step * HOP_S * source.rate_hz)
        sound = source.read(min(start, source.frames - size), size)
        cents, strength = _peaks(sound[0] + sound[1], window, source.rate_hz)
        total += complex((strength * np.exp(2j * np.pi * cents / 100.0)).sum())
        weight += float(strength.sum())
        count += cents.size
    if count < LEAST_PEAKS or weight <= 0.0:
        return None
    off_cents = float(np.angle(total)) / (2.0 * np.pi) * 100.0
    return Tuning(off_cents, abs(total) / weight, count)


def _peaks(
    sound: NDArray[np.float64], window: NDArray[np.float64], rate_hz: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how far the peaks of a window lie from semitones, in cents, and how strong they are.

    Strength is the square root of magnitude, so that no single loud note decides.
    """
    step_hz = rate_hz / window.size
    first, last = int(LOWEST_HZ / step_hz), int(HIGHEST_HZ / step_hz)
    magnitude = np.abs(np.fft.rfft(sound * window))[first - 2 : last + 3]
    if not magnitude.any():
        return np.zeros(0), np.zeros(0)
    level = np.log(magnitude + 1e-9 * magnitude.max())
    inside = level[2:-2]
    tops = 2 + np.flatnonzero(
        (inside > level[1:-3])
        & (inside >= level[3:-1])
        & (level[1:-3] > level[:-4])
        & (level[3:-1] > level[4:])
        & (inside > level.max() - RANGE_DB * np.log(10.0) / 20.0)
    )
    a, b, c = level[tops - 1], level[tops], level[tops + 1]
    at_hz = (tops + first - 2 + 0.5 * (a - c) / (a - 2.0 * b + c)) * step_hz
    return 1200.0 * np.log2(at_hz / 440.0), np.sqrt(magnitude[tops])


def apart_cents(one: float, other: float) -> float:
    """Return how far two tunings lie apart, from -50 to 50."""
    return float((one - other + 50.0) % 100.0 - 50.0)
