"""Equalisers: fixed bands as biquads, moving bands as state-variable filters."""

from __future__ import annotations

import math

from tonmeister.signal.kernels import GRID_FRAMES, TINY, kernel


@kernel
def cascade(x, sections, state, clock):  # type: ignore[no-untyped-def]
    """Filter a block in place through biquads in a row, two of them in each pass.

    ``sections`` [bands, (b0, b1, b2, a1, a2)], ``state`` [bands, 4] (transposed direct form 2),
    ``clock`` [1]: frames heard so far.
    """
    bands = sections.shape[0]
    start, heard = 0, int(clock[0])
    while start < x.shape[1]:
        stop = min(x.shape[1], start + GRID_FRAMES - heard % GRID_FRAMES)
        left, right = x[0, start:stop], x[1, start:stop]
        for band in range(0, bands - 1, 2):
            b0, b1, b2, a1, a2 = sections[band]
            c0, c1, c2, d1, d2 = sections[band + 1]
            l1, l2, r1, r2 = state[band]
            m1, m2, s1, s2 = state[band + 1]
            for i in range(stop - start):
                u, v = left[i], right[i]
                y, z = b0 * u + l1, b0 * v + r1
                l1, r1 = (b1 * u + l2) - a1 * y, (b1 * v + r2) - a1 * z
                l2, r2 = b2 * u - a2 * y, b2 * v - a2 * z
                p, q = c0 * y + m1, c0 * z + s1
                m1, s1 = (c1 * y + m2) - d1 * p, (c1 * z + s2) - d1 * q
                m2, s2 = c2 * y - d2 * p, c2 * z - d2 * q
                left[i], right[i] = p, q
            state[band, 0], state[band, 1], state[band, 2], state[band, 3] = l1, l2, r1, r2
            state[band + 1, 0], state[band + 1, 1] = m1, m2
            state[band + 1, 2], state[band + 1, 3] = s1, s2
        if bands % 2:
            b0, b1, b2, a1, a2 = sections[bands - 1]
            l1, l2, r1, r2 = state[bands - 1]
            for i in range(stop - start):
                u, v = left[i], right[i]
                y, z = b0 * u + l1, b0 * v + r1
                l1, r1 = (b1 * u + l2) - a1 * y, (b1 * v + r2) - a1 * z
                l2, r2 = b2 * u - a2 * y, b2 * v - a2 * z
                left[i], right[i] = y, z
            state[bands - 1, 0], state[bands - 1, 1] = l1, l2
            state[bands - 1, 2], state[bands - 1, 3] = r1, r2
        heard += stop - start
        start = stop
        if heard % GRID_FRAMES == 0:
            for band in range(bands):
                for k in range(4):
                    if abs(state[band, k]) < TINY:
                        state[band, k] = 0.0
    clock[0] = heard


@kernel
def moving_band(x, root, kind, g, k, state):  # type: ignore[no-untyped-def]
    """Filter a block in place through one band whose gain moves from frame to frame.

    ``root`` [n]: square root of the gain, as an amplitude (``A`` of the cookbook).
    ``kind`` 0 bell, 1 low shelf, 2 high shelf; ``g`` = tan(pi f / rate), ``k`` = 1 / Q;
    ``state`` [2, 2]. The trapezoidal state-variable filter (A. Simper, Cytomic, 2013).
    """
    for c in range(2):
        row = x[c]
        s1, s2 = state[c, 0], state[c, 1]
        for i in range(x.shape[1]):
            a, v0 = root[i], row[i]
            if kind == 0:
                gi, ki = g, k / a
                m0, m1, m2 = 1.0, ki * (a * a - 1.0), 0.0
            elif kind == 1:
                gi, ki = g / math.sqrt(a), k
                m0, m1, m2 = 1.0, k * (a - 1.0), a * a - 1.0
            else:
                gi, ki = g * math.sqrt(a), k
                m0, m1, m2 = a * a, k * (1.0 - a) * a, 1.0 - a * a
            a1 = 1.0 / (1.0 + gi * (gi + ki))
            a2 = gi * a1
            v3 = v0 - s2
            v1 = a1 * s1 + a2 * v3
            v2 = s2 + a2 * s1 + gi * a2 * v3
            s1, s2 = 2.0 * v1 - s1, 2.0 * v2 - s2
            if abs(s1) + abs(s2) < TINY:
                s1 = s2 = 0.0
            row[i] = m0 * v0 + m1 * v1 + m2 * v2
        state[c, 0], state[c, 1] = s1, s2
