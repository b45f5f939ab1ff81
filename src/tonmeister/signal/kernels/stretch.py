"""Joining a recording to itself at another time: crossfades, and where the wave is alike."""

from __future__ import annotations

import numpy as np

from tonmeister.signal.kernels import kernel


@kernel
def crossfade(out, sound, at, count, early, late, alike):  # type: ignore[no-untyped-def]
    """Go from the sound moved by ``early`` to the sound moved by ``late`` frames, within ``count``.

    ``out`` and ``sound`` [channels, n]; ``alike`` (0 to 1): how alike the two are, so that the
    power stays: 0 is an equal-power crossfade, 1 a linear one.
    """
    for i in range(count):
        t = (i + 0.5) / count
        b = t * t * (3.0 - 2.0 * t)
        a = 1.0 - b
        norm = 1.0 / np.sqrt(a * a + b * b + 2.0 * alike * a * b)
        for c in range(out.shape[0]):
            out[c, at + i] = norm * (a * sound[c, at + i - early] + b * sound[c, at + i - late])


@kernel
def seam(mono, at, count, early, late, step):  # type: ignore[no-untyped-def]
    """Return how far two readings of a sound lie apart over a seam: (difference, power, product).

    Sums over every ``step``-th of ``count`` frames from output frame ``at``.
    """
    apart, power, both = 0.0, 0.0, 0.0
    for i in range(0, count, step):
        a, b = mono[at + i - early], mono[at + i - late]
        apart += (a - b) * (a - b)
        power += a * a + b * b
        both += a * b
    return apart, power, both


@kernel
def best_place(mono, first, last, count, early, late, usual):  # type: ignore[no-untyped-def]
    """Find where between output frames ``first`` and ``last`` a seam of fixed size is least heard.

    ``usual``: power of ``count`` loud frames. Returns (place, cost); the cost is 0 for a perfect
    seam and about 1 for a bad one at full level.
    """
    best, where = 1e300, first
    at = first
    while at <= last:
        apart, power, _ = seam(mono, at, count, early, late, 2)
        cost = 2.0 * apart / np.sqrt(power * usual + 1e-20 * usual * usual + 1e-30)
        if cost < best:
            best, where = cost, at
        at += 48
    return where, best


@kernel
def best_jump(mono, first, last, count, early, low, high, usual):  # type: ignore[no-untyped-def]
    """Find where to jump and by how much, from ``low`` to ``high`` frames, so that it is not heard.

    As in WSOLA (Verhelst & Roelands, ICASSP 1993), but few jumps, each at the best place there is.
    Returns (place, jump, cost).
    """
    best, where, by = 1e300, first, low
    at = first
    while at <= last:
        for jump in range(low, high + 1, 4):
            late = early + jump
            apart, power, _ = seam(mono, at, count, early, late, 3)
            cost = 3.0 * apart / np.sqrt(power * usual + 1e-20 * usual * usual + 1e-30)
            if cost < best:
                best, where, by = cost, at, jump
        at += 192
    rough_at, rough = where, by
    best = 1e300
    for at in (max(first, rough_at - 96), rough_at, min(last, rough_at + 96)):
        for jump in range(max(low, rough - 4), min(high, rough + 4) + 1):
            late = early + jump
            apart, power, _ = seam(mono, at, count, early, late, 1)
            cost = apart / np.sqrt(power * usual + 1e-20 * usual * usual + 1e-30)
            if cost < best:
                best, where, by = cost, at, jump
    return where, by, best
