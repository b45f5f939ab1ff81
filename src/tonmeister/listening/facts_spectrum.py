"""Spectra over time: third octaves, pitch classes and the curves that onsets are found in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from tonmeister.listening.features import BANDS_HZ

Complex = NDArray[np.complex64]
Real = NDArray[np.float64]

LOW_FRAMES = 4096
SPLIT_BAND = 14  # 630 Hz: below it the long window (0.37 s) decides, from it on the short one
SPLIT_HZ = float(BANDS_HZ[SPLIT_BAND] * 2 ** (-1 / 6))
HUM_BINS = 260
"""The bins of the long spectrum that are kept over time to look for hum in (to about 700 Hz)."""

FLUX_EDGES_HZ = np.array(
    [22, 65, 108, 151, 237, 323, 452, 625, 840, 1100, 1450, 2000,
     2700, 3500, 4500, 5800, 7500, 10000, 13000, 17000]
)  # fmt: skip
"""The finer bands in which onsets are looked for: three low, eight middle, eight high."""
FLUX_LOW, FLUX_MIDDLE = 3, 11


@dataclass(frozen=True, slots=True)
class Plan:
    """The windows and maps of one sample rate."""

    rate_hz: int
    decimation: int
    taps: Real
    fine_frames: int
    fine_window: Real
    low_window: NDArray[np.float32]
    fine_map: tuple[NDArray[np.int64], Real]
    low_map: tuple[NDArray[np.int64], Real]
    flux_map: NDArray[np.int64]
    class_of_bin: Real

    @property
    def low_rate_hz(self) -> float:
        return self.rate_hz / self.decimation

    @property
    def margin_frames(self) -> int:
        """How much sound the windows need on both sides of a block."""
        return self.decimation * (LOW_FRAMES // 2 + 8) + self.fine_frames


def plan(rate_hz: int) -> Plan:
    """Prepare for a sample rate."""
    decimation = max(1, rate_hz // 11000)
    half = 4 * decimation
    n = np.arange(-half, half + 1)
    taps = np.sinc(0.9 * n / decimation) * np.cos(np.pi * n / (2 * half + 2)) ** 2
    fine = 1 << int(np.clip(round(np.log2(0.0232 * rate_hz)), 7, 14))
    low_rate_hz = rate_hz / decimation
    bins_hz = np.arange(LOW_FRAMES // 2) * low_rate_hz / LOW_FRAMES
    with np.errstate(divide="ignore"):
        classes = np.where(
            (bins_hz > 53.0) & (bins_hz < 1950.0), 12.0 * np.log2(bins_hz / 440.0) + 69.0, -1.0
        )
    flux = np.round(FLUX_EDGES_HZ * fine / rate_hz).astype(np.int64)
    flux = np.minimum(np.maximum(flux, np.arange(1, len(flux) + 1)), fine // 2)
    return Plan(
        rate_hz,
        decimation,
        taps / taps.sum(),
        fine,
        _sine(fine),
        _sine(LOW_FRAMES).astype(np.float32),
        _bands(fine, rate_hz, first=SPLIT_BAND, last=len(BANDS_HZ)),
        _bands(LOW_FRAMES, low_rate_hz, first=0, last=SPLIT_BAND),
        flux,
        classes,
    )


def _sine(frames: int) -> Real:
    """A window whose squares add up evenly at half overlap, scaled to keep the power."""
    shape = np.sin(np.pi * (np.arange(frames) + 0.5) / frames)
    return np.asarray(shape * np.sqrt(2.0) / frames)


def _bands(frames: int, rate_hz: float, *, first: int, last: int) -> tuple[NDArray[np.int64], Real]:
    """Return for each third octave its bins [31, 4] and its shares of the last two [31, 2].

    The bins from the first up to the second lie wholly in it, the third and fourth partly. The
    last row is what lies outside all third octaves; what is another window's part is left out,
    and bands without bins have -1 there.
    """
    step_hz = rate_hz / frames
    low_hz = (np.arange(frames // 2 + 1) - 0.5) * step_hz
    edges_hz = np.append(BANDS_HZ[first:last] * 2 ** (-1 / 6), BANDS_HZ[last - 1] * 2 ** (1 / 6))
    lower = np.searchsorted(edges_hz, low_hz, side="right") - 1
    upper = np.searchsorted(edges_hz, low_hz + step_hz, side="right") - 1
    cut = upper > lower
    count = len(BANDS_HZ)
    bins, shares = np.zeros((count + 1, 4), np.int64), np.zeros((count + 1, 2))
    names = {-1: count if first == 0 else None, last - first: count if last == count else None}
    for number in range(-1, last - first + 1):
        row = names.get(number, first + number)
        inside = np.flatnonzero((lower == number) & ~cut)
        begins = np.flatnonzero((upper == number) & cut)
        ends = np.flatnonzero((lower == number) & cut)
        if row is None:
            continue
        if inside.size:
            bins[row, :2] = inside[0], inside[-1] + 1
        if begins.size:
            bins[row, 2] = begins[0]
            edge_hz = edges_hz[upper[begins[0]]]
            shares[row, 0] = 1.0 - (edge_hz - low_hz[begins[0]]) / step_hz
        if ends.size:
            bins[row, 3] = ends[0]
            shares[row, 1] = (edges_hz[upper[ends[0]]] - low_hz[ends[0]]) / step_hz
    bins[(bins[:, 0] == bins[:, 1]) & (shares == 0.0).all(axis=1), 1] = -1
    return bins, shares


def transform(frames: Complex) -> Complex:
    """Return the spectra of windows cut out with ``frame``."""
    return scipy.fft.fft(frames, axis=1, overwrite_x=True)
