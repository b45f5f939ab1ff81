"""Two, four and eight times the sampling rate by half-band filters, and what needs it.

A half-band filter keeps every sample and finds one between each two; three of them in a row
make eight. Sound at ``q`` times the rate lies in ``q`` rows, one for each place between two
frames, so that every loop runs along a row.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal.kernels import kernel, part

Array = NDArray[np.float64]

CHUNK = 512  # frames worked on at a time, to stay in the first cache
SPELL = 64  # frames looked at more closely at a time
STEEP, MIDDLE, SHORT = 24, 8, 4  # pairs of taps in the first, second and third doubling
STEEPEST = 48  # pairs of taps in the first doubling where a peak must not be missed
PEAK_DELAY_FRAMES = 53  # STEEPEST + MIDDLE / 2 + SHORT / 4
PEAK_PAST_FRAMES = 2 * PEAK_DELAY_FRAMES
SHAPER_DELAY_FRAMES = 56  # 2 * (STEEP + MIDDLE / 2)
SHAPER_PAST_FRAMES = 2 * SHAPER_DELAY_FRAMES


def half_band(pairs: int, beta: float) -> Array:
    """Return the taps on one side of a half-band filter (Kaiser window), nearest first.

    Their sum is 1/2, so that a constant stays what it is.
    """
    taps = []
    for t in range(1, 2 * pairs, 2):
        window = _bessel_i0(beta * math.sqrt(1.0 - (t / (2 * pairs)) ** 2)) / _bessel_i0(beta)
        taps.append(window * math.sin(math.pi * t / 2) / (math.pi * t))
    return np.array([0.5 * tap / sum(taps) for tap in taps])


def _bessel_i0(x: float) -> float:
    total = term = 1.0
    for k in range(1, 60):
        term *= (x / (2 * k)) ** 2
        total += term
    return total


PEAK_TAPS_1 = half_band(STEEPEST, 5.5)
TAPS_1 = half_band(STEEP, 6.8)
TAPS_2 = half_band(MIDDLE, 8.0)
TAPS_3 = half_band(SHORT, 7.0)


def most_over(*stages: Array) -> float:
    """Return how far over the highest sample the curve through samples of one can come.

    The curve at each place is a sum of samples times the doublings' joint taps; it is highest
    where all samples have the signs of these.
    """
    joint = np.ones(1)
    for taps in stages:
        doubling = np.zeros(4 * taps.size - 1)
        doubling[2 * taps.size :: 2], doubling[: 2 * taps.size - 1 : 2] = taps, taps[::-1]
        doubling[2 * taps.size - 1] = 1.0
        wide = np.zeros(2 * joint.size - 1)
        wide[::2] = joint
        joint = np.convolve(wide, doubling)
    places = 1 << len(stages)
    highest = max(float(np.abs(joint[place::places]).sum()) for place in range(places))
    return max(1.0, highest) * (1.0 + 1e-9)  # what rounding may add


MOST_OVER = most_over(PEAK_TAPS_1, TAPS_2, TAPS_3)
"""However the samples lie, the curve through them stays under this many times the highest."""
FINE_MOST_OVER = most_over(TAPS_2, TAPS_3)
"""The same, from samples at twice the rate on."""
SHAPER_MOST_OVER = most_over(TAPS_1, TAPS_2)
"""The same, at four times the rate with the shaper's taps."""
SMOOTH, CUBIC, TIPS = 0, 1, 2
"""How ``shape`` bends."""


@part("void(f8[:,::1],i8,i8,f8[::1],i8,i8,f8[::1])")
def _between(rows, q, r, taps, first, n, out):  # type: ignore[no-untyped-def]
    """Find the ``n`` samples half-way between place ``r`` and the next, from frame ``first``."""
    size = rows.shape[1]
    flat = rows.reshape(rows.size)
    for i in range(n):
        out[i] = 0.0
    for k in range(0, taps.shape[0], 4):
        a0 = ((r - k) % q) * size + first + (r - k) // q
        a1 = ((r - k - 1) % q) * size + first + (r - k - 1) // q
        a2 = ((r - k - 2) % q) * size + first + (r - k - 2) // q
        a3 = ((r - k - 3) % q) * size + first + (r - k - 3) // q
        b0 = ((r + k + 1) % q) * size + first + (r + k + 1) // q
        b1 = ((r + k + 2) % q) * size + first + (r + k + 2) // q
        b2 = ((r + k + 3) % q) * size + first + (r + k + 3) // q
        b3 = ((r + k + 4) % q) * size + first + (r + k + 4) // q
        p0, p1, p2, p3 = flat[a0 : a0 + n], flat[a1 : a1 + n], flat[a2 : a2 + n], flat[a3 : a3 + n]
        n0, n1, n2, n3 = flat[b0 : b0 + n], flat[b1 : b1 + n], flat[b2 : b2 + n], flat[b3 : b3 + n]
        c0, c1, c2, c3 = taps[k], taps[k + 1], taps[k + 2], taps[k + 3]
        for i in range(n):
            out[i] += (c0 * (p0[i] + n0[i]) + c1 * (p1[i] + n1[i])) + (
                c2 * (p2[i] + n2[i]) + c3 * (p3[i] + n3[i])
            )


@part("f8(f8[::1],f8[::1],f8[::1],i8,i8)")
def _fill(row, past, x, start, m):  # type: ignore[no-untyped-def]
    """Lay the past and the next ``m`` samples in a row; return the highest of them."""
    h = past.shape[0]
    highest = 0.0
    for i in range(h):
        row[i] = past[i]
        highest = max(highest, abs(past[i]))
    new = x[start : start + m]
    for i in range(m):
        row[h + i] = new[i]
        highest = max(highest, abs(new[i]))
    for i in range(h):
        past[i] = row[m + i]
    return highest


@kernel
def true_peaks(x, past, taps_1, taps_2, taps_3, not_over, most_over, peaks):  # type: ignore[no-untyped-def]
    """Write the highest point the curve through the samples reaches after each frame.

    ``peaks[i]`` covers the stretch from frame i to i+1 of the sound ``PEAK_DELAY_FRAMES``
    earlier, both channels, seen at eight times the rate (ITU-R BS.1770-4, annex 2). Where it
    cannot be over ``not_over`` it is not looked for, and 0 is written.
    ``past`` [2, PEAK_PAST_FRAMES]: the sound before this block.
    """
    d = PEAK_DELAY_FRAMES
    two = np.empty((2, PEAK_PAST_FRAMES + CHUNK))
    four = np.empty((4, PEAK_PAST_FRAMES + CHUNK))
    found = np.empty(CHUNK)
    for i in range(x.shape[1]):
        peaks[i] = 0.0
    for start in range(0, x.shape[1], CHUNK):
        m = min(CHUNK, x.shape[1] - start)
        out = peaks[start : start + m]
        for c in range(2):
            if _fill(two[0], past[c], x[c], start, m) * most_over <= not_over:
                continue
            _between(two, 1, 0, taps_1, d - 5, m + 10, two[1, d - 5 :])
            for first in range(0, m, SPELL):
                n, at = min(SPELL, m - first), d + first
                highest = 0.0
                for i in range(at - 5, at + n + 5):
                    highest = max(highest, max(abs(two[0, i]), abs(two[1, i])))
                if highest * FINE_MOST_OVER <= not_over:
                    continue
                for r in range(2):
                    _between(two, 2, r, taps_2, at - 1, n + 2, four[2 * r + 1, at - 1 :])
                    for i in range(at - 1, at + n + 1):
                        four[2 * r, i] = two[r, i]
                for r in range(4):
                    _between(four, 4, r, taps_3, at, n, found)
                    known = four[r, at : at + n]
                    for i in range(n):
                        high = max(abs(known[i]), abs(found[i]))
                        out[first + i] = max(out[first + i], high)


@part("b1(f8[:,:])")
def _alike(x):  # type: ignore[no-untyped-def]
    """Say whether both channels are the same."""
    same = True
    for i in range(x.shape[1]):
        same &= x[0, i] == x[1, i]
    return same


@kernel
def shape(x, past, taps_1, taps_2, kind, push, off, wet, dry):  # type: ignore[no-untyped-def]
    """Bend the sound at four times its rate, in place; it comes ``SHAPER_DELAY_FRAMES`` later.

    ``SMOOTH``: u / sqrt(1 + u^2), a tape, and with the bias ``off`` a tube; ``CUBIC``: by
    u - 4u^3/27 up to its ceiling; ``push`` drives both, and small signals keep their level.
    ``TIPS``: nothing up to ``push``, a parabola, flat from ``off`` on; only what is taken away
    goes through the filters, so that a sound under ``push`` keeps every bit.
    ``past`` [2, SHAPER_PAST_FRAMES]: the sound before this block.
    """
    d, h = SHAPER_DELAY_FRAMES, SHAPER_PAST_FRAMES
    two, even, odd = np.empty((2, h + CHUNK)), np.empty((2, h + CHUNK)), np.empty((2, h + CHUNK))
    low = np.empty((2, h + CHUNK))
    half = np.empty(h + CHUNK)
    still = 1.0 + off * off
    rest = off / math.sqrt(still)
    bend = 0.5 / (off - push) if off > push else 0.0
    level = wet if kind == TIPS else wet / push
    if kind == SMOOTH:
        level *= still * math.sqrt(still)
    for start in range(0, x.shape[1], CHUNK):
        m = min(CHUNK, x.shape[1] - start)
        alike = _alike(past) and _alike(x[:, start : start + m])
        for c in range(2):
            out = x[c, start : start + m]
            if c == 1 and alike:
                out[:] = x[0, start : start + m]
                past[1, :] = past[0]
                continue
            highest = _fill(two[0], past[c], x[c], start, m)
            if kind == TIPS and highest * SHAPER_MOST_OVER <= push:
                for i in range(m):
                    out[i] = two[0, d + i]
                continue
            bent = kind != TIPS
            _between(two, 1, 0, taps_1, 24, m + h - 49, two[1, 24:])
            for r in range(2):
                _between(two, 2, r, taps_2, 28, m + h - 57, odd[r, 28:])
                for i in range(28, m + h - 29):
                    even[r, i] = two[r, i]
                for row in (even[r, 28 : m + h - 29], odd[r, 28 : m + h - 29]):
                    if kind == SMOOTH:
                        for i in range(row.shape[0]):
                            u = push * row[i] + off
                            row[i] = u / math.sqrt(1.0 + u * u) - rest
                    elif kind == CUBIC:
                        for i in range(row.shape[0]):
                            u = min(1.5, max(-1.5, push * row[i]))
                            row[i] = u - u * u * u * (4.0 / 27.0)
                    else:
                        for i in range(row.shape[0]):
                            high = abs(row[i])
                            into = max(0.0, min(high, off) - push)
                            less = high - (min(high, push) + into - into * into * bend)
                            bent = bent or high > push
                            row[i] = less if row[i] < 0.0 else -less
            if not bent:
                for i in range(m):
                    out[i] = two[0, d + i]
                continue
            for r in range(2):
                _between(odd, 2, r - 1, taps_2, 32, m + h - 65, half)
                for i in range(m + h - 65):
                    low[r, 32 + i] = 0.5 * (even[r, 32 + i] + half[i])
            _between(low[1:], 1, -1, taps_1, d, m, half)
            for i in range(m):
                out[i] = level * (0.5 * (low[0, d + i] + half[i])) + dry * two[0, d + i]
