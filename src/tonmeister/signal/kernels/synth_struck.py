"""The loops of struck and plucked things: modes that ring down, and a note put in its place."""

from __future__ import annotations

import numpy as np

from tonmeister.signal.kernels import kernel


@kernel
def ring_modes(out, turn, shrink, before, frames):  # type: ignore[no-untyped-def]
    """Add modes that ring down to ``out`` [n], four at a time.

    Mode by mode: ``turn`` = 2 r cos w, ``shrink`` = r^2, ``before`` the value one frame before the
    start (0 at the start itself), ``frames`` how long it is worth ringing. Sort them by that.
    """
    modes, n = turn.size, out.size
    for m in range(0, modes, 4):
        y, c, d = np.zeros(4), np.zeros(4), np.zeros(4)
        longest = 0
        for j in range(min(4, modes - m)):
            c[j], d[j], y[j] = turn[m + j], shrink[m + j], before[m + j]
            longest = max(longest, int(frames[m + j]))
        a0, a1, a2, a3 = 0.0, 0.0, 0.0, 0.0
        b0, b1, b2, b3 = y[0], y[1], y[2], y[3]
        c0, c1, c2, c3 = c[0], c[1], c[2], c[3]
        d0, d1, d2, d3 = d[0], d[1], d[2], d[3]
        for i in range(min(n, longest)):
            n0 = c0 * a0 - d0 * b0
            n1 = c1 * a1 - d1 * b1
            n2 = c2 * a2 - d2 * b2
            n3 = c3 * a3 - d3 * b3
            b0, b1, b2, b3 = a0, a1, a2, a3
            a0, a1, a2, a3 = n0, n1, n2, n3
            out[i] += (n0 + n1) + (n2 + n3)


@kernel
def put_bent(out, sound, start, step, level, hop):  # type: ignore[no-untyped-def]
    """Add ``sound`` [channels, m] to ``out`` [2, n] at a moving speed and level.

    Every ``hop`` frames ``step`` says how many frames of the sound go by in one, and ``level``
    how loud it is. Between its samples a curve of third order is drawn (Catmull & Rom, 1974).
    """
    m, channels = sound.shape[1], sound.shape[0]
    at = 1.0
    for s in range(step.size - 1):
        first = start + s * hop
        count = min(hop, out.shape[1] - first)
        if count <= 0 or at >= m - 3:
            break
        speed, faster = step[s], (step[s + 1] - step[s]) / hop
        a, rise = level[s], (level[s + 1] - level[s]) / hop
        for i in range(count):
            k = int(at)
            if k >= m - 2:
                break
            t = at - k
            loud = a + rise * i
            for c in range(2):
                x = sound[min(c, channels - 1)]
                p0, p1, p2, p3 = x[k - 1], x[k], x[k + 1], x[k + 2]
                bend = 2.0 * p0 - 5.0 * p1 + 4.0 * p2 - p3 + t * (3.0 * (p1 - p2) + p3 - p0)
                out[c, first + i] += loud * (p1 + 0.5 * t * (p2 - p0 + t * bend))
            at += speed + faster * i
