"""Laying one performance beside another: dynamic time warping.

Sakoe & Chiba, "Dynamic programming algorithm optimization for spoken word recognition", IEEE
Trans. ASSP 26(1), 1978; Itakura's limit on the slope in ``near_path``.
"""

from __future__ import annotations

import numpy as np

from tonmeister.signal.kernels import kernel


@kernel
def near_path(one, other, centre, reach, slant):  # type: ignore[no-untyped-def]
    """Find where each frame of ``one`` [N, D] lies in ``other`` [M, D], near a rough guess.

    ``centre`` [N]: the guess, frames of the other; the answer is at most ``reach`` frames away.
    From frame to frame the other moves on by 0 to 3 frames; each one more or less than the guess
    does costs ``slant``. Writes nothing outside; returns the frames [N] of the other (the ends
    may lie outside of it: there it costs nothing).
    """
    n, size = one.shape
    m = other.shape[0]
    width = 2 * reach + 1
    came = np.zeros((n, width), np.int8)
    best = np.zeros(width)
    now = np.zeros(width)
    for i in range(n):
        onward = centre[i] - centre[i - 1] if i > 0 else 0
        for w in range(width):
            j = centre[i] - reach + w
            cost = 0.0
            if 0 <= j < m:
                for d in range(size):
                    step = one[i, d] - other[j, d]
                    cost += step * step
                cost = np.sqrt(cost)
            if i == 0:
                now[w] = cost
                continue
            least, move = np.inf, 0
            for k in range(4):
                v = j - k - (centre[i - 1] - reach)
                if 0 <= v < width:
                    value = best[v] + slant * abs(k - onward)
                    if value < least:
                        least, move = value, k
            if least == np.inf:  # the guess leaps further than the path may go
                v = min(max(w, 0), width - 1)
                least, move = best[v], -1
            came[i, w] = move
            now[w] = least + cost
        for w in range(width):
            best[w] = now[w]
    path = np.empty(n, np.int64)
    w = 0
    for k in range(width):
        if best[k] < best[w]:
            w = k
    for i in range(n - 1, -1, -1):
        j = centre[i] - reach + w
        path[i] = j
        if i > 0 and came[i, w] >= 0:
            w = j - came[i, w] - (centre[i - 1] - reach)
    return path


@kernel
def tune_path(one, other, shift, weight, slant):  # type: ignore[no-untyped-def]
    """Lay two tunes beside each other from start to end, whatever their tempo.

    ``one`` [N, 3] and ``other`` [M, 3]: pitch in semitones, how far it is voiced (0 or 1), level
    (0 to 1). ``shift`` semitones are added to the other. Pitches count as different in full at
    two semitones. ``weight``: what the level counts; ``slant``: what a step costs that moves on
    in one of the two only. Returns pairs of frames [K, 2].
    """
    n, m = one.shape[0], other.shape[0]
    came = np.zeros((n, m), np.int8)
    best = np.empty(m)
    now = np.empty(m)
    for i in range(n):
        for j in range(m):
            cost = weight * abs(one[i, 2] - other[j, 2])
            if one[i, 1] > 0.5 and other[j, 1] > 0.5:
                off = abs(one[i, 0] - other[j, 0] - shift)
                cost += min(off, 2.0) * 0.5
            elif one[i, 1] > 0.5 or other[j, 1] > 0.5:
                cost += 0.6
            if i == 0 and j == 0:
                now[j] = cost
                continue
            least, move = np.inf, 0
            if i > 0 and j > 0 and best[j - 1] + cost < least:
                least, move = best[j - 1] + cost, 0
            if i > 0 and best[j] + cost + slant < least:
                least, move = best[j] + cost + slant, 1
            if j > 0 and now[j - 1] + cost + slant < least:
                least, move = now[j - 1] + cost + slant, 2
            came[i, j] = move
            now[j] = least
        for j in range(m):
            best[j] = now[j]
    pairs = np.empty((n + m, 2), np.int64)
    i, j, count = n - 1, m - 1, 0
    while True:
        pairs[count, 0], pairs[count, 1] = i, j
        count += 1
        if i == 0 and j == 0:
            break
        move = came[i, j]
        if move != 2:
            i -= 1
        if move != 1:
            j -= 1
    return pairs[:count][::-1].copy()
