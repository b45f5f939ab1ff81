"""Two, four and eight times the sampling rate by half-band filters, and what needs it.

A half-band filter keeps every sample and puts one between each two; three of them in a row
make eight. ``memory`` arrays hold what a filter still needs of the past, so that blocks of any
length join without a seam.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal.kernels import kernel

Array = NDArray[np.float64]

CHUNK = 256  # frames worked on at a time, to stay in the first cache
STEEP, MIDDLE, SHORT = 24, 8, 4  # pairs of taps in the first, second and third doubling
PEAK_DELAY_FRAMES = STEEP + MIDDLE // 2 + SHORT // 4


def half_band(pairs: int, beta: float) -> Array:
    """Return the taps on one side of a half-band filter (Kaiser window), nearest first.

    Sound: their sum is 1/2, so that a constant stays what it is.
    """
    half_width = 2 * pairs
    taps = []
    for k in range(pairs):
        t = 2 * k + 1
        window = _bessel_i0(beta * math.sqrt(1.0 - (t / half_width) ** 2)) / _bessel_i0(beta)
        taps.append(window * math.sin(math.pi * t / 2) / (math.pi * t / 2) / 2)
    return np.array([0.5 * tap / sum(taps) for tap in taps])


def _bessel_i0(x: float) -> float:
    total = term = 1.0
    for k in range(1, 60):
        term *= (x / (2 * k)) ** 2
        total += term
    return total


TAPS_1 = half_band(STEEP, 6.8)
TAPS_2 = half_band(MIDDLE, 8.0)
TAPS_3 = half_band(SHORT, 7.0)


def peak_memory() -> Array:
    """Return the memory of eight-times oversampling of two channels, at rest."""
    return np.zeros((2, 2 * (STEEP + MIDDLE + SHORT)))


def shaper_memory() -> Array:
    """Return the memory of ``saturate``, at rest."""
    return np.zeros((2, 2, 3 * 2 * STEEP))


@kernel
def _up(buf, taps, n, odd, out):  # type: ignore[no-untyped-def]
    """Double the rate: ``buf`` holds 2P-1 old samples and n new ones, ``out`` gets 2n."""
    p = taps.shape[0]
    for i in range(n):
        odd[i] = 0.0
    for k in range(0, p, 4):
        c0, c1, c2, c3 = taps[k], taps[k + 1], taps[k + 2], taps[k + 3]
        a, b = p - 1 - k, p + k
        for i in range(n):
            odd[i] += (c0 * (buf[i + a] + buf[i + b]) + c1 * (buf[i + a - 1] + buf[i + b + 1])) + (
                c2 * (buf[i + a - 2] + buf[i + b + 2]) + c3 * (buf[i + a - 3] + buf[i + b + 3])
            )
    for i in range(n):
        out[2 * i] = buf[i + p - 1]
        out[2 * i + 1] = odd[i]


@kernel
def _down(wide, n, taps, past_even, past_odd, even, odd, out):  # type: ignore[no-untyped-def]
    """Halve the rate: ``wide`` has 2n samples, ``out`` gets n, delayed by P of them."""
    p = taps.shape[0]
    for i in range(p):
        even[i] = past_even[i]
    for i in range(2 * p):
        odd[i] = past_odd[i]
    for i in range(n):
        even[p + i] = wide[2 * i]
        odd[2 * p + i] = wide[2 * i + 1]
    for i in range(n):
        out[i] = 0.5 * even[i]
    for k in range(0, p, 4):
        c0, c1, c2, c3 = 0.5 * taps[k], 0.5 * taps[k + 1], 0.5 * taps[k + 2], 0.5 * taps[k + 3]
        a, b = p - 1 - k, p + k
        for i in range(n):
            out[i] += (c0 * (odd[i + a] + odd[i + b]) + c1 * (odd[i + a - 1] + odd[i + b + 1])) + (
                c2 * (odd[i + a - 2] + odd[i + b + 2]) + c3 * (odd[i + a - 3] + odd[i + b + 3])
            )
    for i in range(p):
        past_even[i] = even[n + i]
    for i in range(2 * p):
        past_odd[i] = odd[n + i]


@kernel
def true_peaks(x, memory, taps_1, taps_2, taps_3, peaks):  # type: ignore[no-untyped-def]
    """Write into ``peaks`` the highest point the curve through the samples reaches in each frame.

    ``peaks[i]`` covers the stretch from frame i to i+1 of the sound ``PEAK_DELAY_FRAMES``
    earlier, both channels, seen at eight times the rate (ITU-R BS.1770-4, annex 2).
    """
    p1, p2, p3 = taps_1.shape[0], taps_2.shape[0], taps_3.shape[0]
    h1, h2, h3 = 2 * p1 - 1, 2 * p2 - 1, 2 * p3 - 1
    one, two = np.empty(h1 + CHUNK), np.empty(h2 + 2 * CHUNK)
    four, eight = np.empty(h3 + 4 * CHUNK), np.empty(8 * CHUNK)
    odd = np.empty(4 * CHUNK)
    n = x.shape[1]
    for i in range(n):
        peaks[i] = 0.0
    for c in range(2):
        past = memory[c]
        for start in range(0, n, CHUNK):
            m = min(CHUNK, n - start)
            for i in range(h1):
                one[i] = past[i]
            for i in range(m):
                one[h1 + i] = x[c, start + i]
            for i in range(h2):
                two[i] = past[h1 + i]
            for i in range(h3):
                four[i] = past[h1 + h2 + i]
            _up(one, taps_1, m, odd, two[h2:])
            _up(two, taps_2, 2 * m, odd, four[h3:])
            _up(four, taps_3, 4 * m, odd, eight)
            for i in range(h1):
                past[i] = one[m + i]
            for i in range(h2):
                past[h1 + i] = two[2 * m + i]
            for i in range(h3):
                past[h1 + h2 + i] = four[4 * m + i]
            for i in range(m):
                o = 8 * i
                near = max(max(abs(eight[o]), abs(eight[o + 1])),
                           max(abs(eight[o + 2]), abs(eight[o + 3])))  # fmt: skip
                far = max(max(abs(eight[o + 4]), abs(eight[o + 5])),
                          max(abs(eight[o + 6]), abs(eight[o + 7])))  # fmt: skip
                peaks[start + i] = max(peaks[start + i], max(near, far))


@kernel
def saturate(x, memory, taps_1, taps_2, kind, drive, bias, wet, dry):  # type: ignore[no-untyped-def]
    """Bend the sound at four times its rate, in place; ``2 * STEEP + MIDDLE`` frames later.

    ``kind`` 0: u/sqrt(1 + u^2), with ``bias`` 0 a tape, else a tube; 1: a clipper that bends
    by u - 4u^3/27 up to its ceiling. Small signals keep their level whatever the drive.
    ``memory`` [2 channels, 2, ...]: past of the filters, past of the dry sound.
    """
    p1, p2 = taps_1.shape[0], taps_2.shape[0]
    h1, h2 = 2 * p1 - 1, 2 * p2 - 1
    delay = 2 * p1 + p2
    one, two = np.empty(h1 + CHUNK), np.empty(h2 + 2 * CHUNK)
    four, back = np.empty(4 * CHUNK), np.empty(2 * CHUNK)
    even, odd = np.empty(p1 + p2 + 2 * CHUNK), np.empty(2 * (p1 + p2) + 2 * CHUNK)
    out, late = np.empty(CHUNK), np.empty(delay + CHUNK)
    rest = bias / math.sqrt(1.0 + bias * bias)
    slope = 1.0 / ((1.0 + bias * bias) * math.sqrt(1.0 + bias * bias))
    level = wet / (drive * slope) if kind == 0 else wet / drive
    n = x.shape[1]
    for c in range(2):
        past, dry_past = memory[c, 0], memory[c, 1]
        a = h1 + h2
        for start in range(0, n, CHUNK):
            m = min(CHUNK, n - start)
            for i in range(h1):
                one[i] = past[i]
            for i in range(delay):
                late[i] = dry_past[i]
            for i in range(m):
                one[h1 + i] = x[c, start + i]
                late[delay + i] = x[c, start + i]
            for i in range(h2):
                two[i] = past[h1 + i]
            _up(one, taps_1, m, odd, two[h2:])
            _up(two, taps_2, 2 * m, odd, four)
            for i in range(h1):
                past[i] = one[m + i]
            for i in range(delay):
                dry_past[i] = late[m + i]
            for i in range(h2):
                past[h1 + i] = two[2 * m + i]
            if kind == 0:
                for i in range(4 * m):
                    u = drive * four[i] + bias
                    four[i] = u / math.sqrt(1.0 + u * u) - rest
            else:
                for i in range(4 * m):
                    u = min(1.5, max(-1.5, drive * four[i]))
                    four[i] = u - u * u * u * (4.0 / 27.0)
            _down(four, 2 * m, taps_2, past[a:], past[a + p2 :], even, odd, back)
            b = a + 3 * p2
            _down(back, m, taps_1, memory[c, 0, b:], memory[c, 0, b + p1 :], even, odd, out)
            for i in range(m):
                x[c, start + i] = level * out[i] + dry * late[i]
