"""Spectra over time: third octaves, pitch classes and the curves that onsets are found in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from tonmeister.listening.features import BANDS_HZ
from tonmeister.signal.kernels import kernel

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
    fine_map: tuple[NDArray[np.int64], NDArray[np.int64], Real]
    low_map: tuple[NDArray[np.int64], NDArray[np.int64], Real]
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


def _bands(
    frames: int, rate_hz: float, *, first: int, last: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], Real]:
    """Return for each bin its band (-1 none), the next band, and the share of the first.

    Bins outside the third octaves get -1; those beyond this window's part get -2.
    """
    step_hz = rate_hz / frames
    count = frames // 2 + 1
    edges_hz = np.append(BANDS_HZ[first:last] * 2 ** (-1 / 6), BANDS_HZ[last - 1] * 2 ** (1 / 6))
    low = np.arange(count) * step_hz - step_hz / 2
    bands = np.searchsorted(edges_hz, low, side="right") - 1
    upper = np.searchsorted(edges_hz, low + step_hz, side="right") - 1
    share = np.ones(count)
    cut = upper > bands
    share[cut] = (edges_hz[upper[cut]] - low[cut]) / step_hz
    outside = last - first
    above = -2 if last < len(BANDS_HZ) else -1
    below = -2 if first > 0 else -1

    def name(index: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.where(index < 0, below, np.where(index >= outside, above, index + first))

    return name(bands), name(upper), share


@kernel
def decimate(x, taps, by, first, count, mono, out):  # type: ignore[no-untyped-def]
    """Write mid + i side of ``x`` [2, frames] at every ``by``-th frame from ``first``."""
    half = taps.shape[0] // 2
    for j in range(count):
        c = first + j * by
        left = taps[half] * x[0, c]
        right = 0.0
        if mono:
            other = 0.0
            for k in range(1, half, 2):
                left += taps[half + k] * (x[0, c - k] + x[0, c + k])
                other += taps[half + k + 1] * (x[0, c - k - 1] + x[0, c + k + 1])
            left += other
            right = left
        else:
            right = taps[half] * x[1, c]
            for k in range(1, half + 1):
                left += taps[half + k] * (x[0, c - k] + x[0, c + k])
                right += taps[half + k] * (x[1, c - k] + x[1, c + k])
        out[j] = np.complex64(complex(0.5 * (left + right), 0.5 * (left - right)))


@kernel
def frame(x, starts, window, out):  # type: ignore[no-untyped-def]
    """Cut windows out of ``x`` [2, frames] as mid + i side, [starts, window]."""
    for f in range(starts.shape[0]):
        s = starts[f]
        for i in range(window.shape[0]):
            left = x[0, s + i]
            right = x[1, s + i]
            w = 0.5 * window[i]
            out[f, i] = np.complex64(complex(w * (left + right), w * (left - right)))


@kernel
def split_power(z, mid, side):  # type: ignore[no-untyped-def]
    """Take the spectra of mid and side out of that of mid + i side, as one-sided powers."""
    n = z.shape[0]
    for k in range(n // 2 + 1):
        a = z[k]
        b = z[(n - k) % n]
        mr = a.real + b.real
        mi = a.imag - b.imag
        sr = a.imag + b.imag
        si = b.real - a.real
        scale = 0.25 if (k == 0 or 2 * k == n) else 0.5
        mid[k] = scale * (mr * mr + mi * mi)
        side[k] = scale * (sr * sr + si * si)


@kernel
def sum_bands(z, per_step, band, upper, share, flux_map, power, total, fine):  # type: ignore[no-untyped-def]
    """Add spectra [frames, n] up into third octaves, ``per_step`` frames to a step.

    ``power`` [2, 30, steps] and ``total`` [2, steps] are added to; ``total`` leaves out what the
    other window measures. ``fine`` [frames, 19] gets the energies that onsets are found in, where
    it has rows.
    """
    n = z.shape[1]
    mid = np.empty(n // 2 + 1)
    side = np.empty(n // 2 + 1)
    for f in range(z.shape[0]):
        step = f // per_step
        split_power(z[f], mid, side)
        for k in range(n // 2 + 1):
            first = band[k]
            last = upper[k]
            m = mid[k] / per_step
            s = side[k] / per_step
            w = share[k]
            if first != -2:
                total[0, step] += w * m
                total[1, step] += w * s
                if first >= 0:
                    power[0, first, step] += w * m
                    power[1, first, step] += w * s
            if w < 1.0 and last != -2:
                total[0, step] += (1.0 - w) * m
                total[1, step] += (1.0 - w) * s
                if last >= 0:
                    power[0, last, step] += (1.0 - w) * m
                    power[1, last, step] += (1.0 - w) * s
        if fine.shape[0] > 0:
            for b in range(flux_map.shape[0] - 1):
                e = 0.0
                for k in range(flux_map[b], flux_map[b + 1]):
                    e += mid[k] + side[k]
                fine[f, b] = e


@kernel
def sum_classes(z, class_of_bin, chroma, low):  # type: ignore[no-untyped-def]
    """Add the peaks of long spectra [steps, n] up by pitch class; keep the lowest bins.

    A peak between two pitch classes is shared between them, so that an instrument that is out of
    tune with 440 Hz is not lost.
    """
    n = z.shape[1]
    mid = np.empty(n // 2 + 1)
    side = np.empty(n // 2 + 1)
    for step in range(z.shape[0]):
        split_power(z[step], mid, side)
        for k in range(n // 2 + 1):
            mid[k] += side[k]
        for k in range(low.shape[1]):
            low[step, k] = mid[k]
        if chroma.shape[1] == 0:
            continue
        for k in range(2, n // 2 - 2):
            note = class_of_bin[k]
            p = mid[k]
            if note < 0.0 or p <= mid[k - 1] or p < mid[k + 1] or p < 1e-12:
                continue
            if p < 2.0 * mid[k - 2] and p < 2.0 * mid[k + 2]:
                continue
            a = np.sqrt(mid[k - 1])
            b = np.sqrt(p)
            c = np.sqrt(mid[k + 1])
            shift = 0.5 * (a - c) / (a - 2.0 * b + c)
            note += 17.3123 * np.log1p(shift / k)
            floor = int(np.floor(note))
            part = note - floor
            energy = mid[k - 1] + p + mid[k + 1]
            chroma[floor % 12, step] += (1.0 - part) * energy
            chroma[(floor + 1) % 12, step] += part * energy


def transform(frames: Complex) -> Complex:
    """Return the spectra of windows cut out with ``frame``."""
    return scipy.fft.fft(frames, axis=1, overwrite_x=True)
