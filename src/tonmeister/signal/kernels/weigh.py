"""Loudness as the ear weighs it, summed in steps."""

from __future__ import annotations

from tonmeister.signal.kernels import TINY, kernel


@kernel
def weigh(x, sections, memory, counted, hop, sums):  # type: ignore[no-untyped-def]
    """Sum the squares of K-weighted sound, left plus right, over steps of ``hop`` frames.

    ``memory`` [9]: eight filter states and the sum so far; ``counted`` [1]: frames in it.
    Returns how many steps were finished; their sums are in ``sums``. Once a step, memories too
    small to hear are set to zero.
    """
    done = 0
    b0, b1, b2, a1, a2 = sections[0]
    c0, c1, c2, d1, d2 = sections[1]
    l1, l2, m1, m2 = memory[0], memory[1], memory[2], memory[3]
    r1, r2, s1, s2 = memory[4], memory[5], memory[6], memory[7]
    energy, filled = memory[8], int(counted[0])
    for i in range(x.shape[1]):
        left, right = x[0, i], x[1, i]
        y, v = b0 * left + l1, b0 * right + r1
        l1, r1 = (b1 * left + l2) - a1 * y, (b1 * right + r2) - a1 * v
        l2, r2 = b2 * left - a2 * y, b2 * right - a2 * v
        w, u = c0 * y + m1, c0 * v + s1
        m1, s1 = (c1 * y + m2) - d1 * w, (c1 * v + s2) - d1 * u
        m2, s2 = c2 * y - d2 * w, c2 * v - d2 * u
        energy += w * w + u * u
        filled += 1
        if filled == hop:
            sums[done] = energy
            done += 1
            energy, filled = 0.0, 0
            if max(max(abs(l1), abs(l2)), max(abs(r1), abs(r2))) < TINY:
                l1 = l2 = r1 = r2 = 0.0
            if max(max(abs(m1), abs(m2)), max(abs(s1), abs(s2))) < TINY:
                m1 = m2 = s1 = s2 = 0.0
    memory[0], memory[1], memory[2], memory[3] = l1, l2, m1, m2
    memory[4], memory[5], memory[6], memory[7] = r1, r2, s1, s2
    memory[8], counted[0] = energy, filled
    return done
