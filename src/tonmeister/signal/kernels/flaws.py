"""What can be wrong with the samples themselves: flat tops, jumps, overs, repeats, coarse steps."""

from __future__ import annotations

from tonmeister.signal.kernels import kernel, part

ORDER = 16
"""So many samples before each one foretell it."""

NEAR = 0.94
"""What stands within 0.5 dB of the crest belongs to its top."""

RISE = 6e-4
"""A wave must climb so far into a flat run; below it a 16-bit bass note is flat by itself."""


@kernel
def jumps(x, lead, size, window, fine, out):  # type: ignore[no-untyped-def]
    """Write how far the worst sample of each fine step lies from what its past foretells.

    ``x`` [2, lead + n]; blocks of ``size`` from ``lead`` on are foretold by linear prediction
    (autocorrelation over ``window``, centred on the block); ``out`` [2, steps of ``fine`` frames].
    """
    n = x.shape[1] - lead
    span = window.shape[0]
    r, a, old = [0.0] * (ORDER + 1), [0.0] * (ORDER + 1), [0.0] * (ORDER + 1)
    error = x[0, :size].copy()
    cut = window.copy()
    for c in range(2):
        y = x[c]
        for first in range(0, n, size):
            m = min(size, n - first)
            at = lead + first
            begin = max(0, min(at + size // 2 - span // 2, x.shape[1] - span))
            for i in range(span):
                cut[i] = window[i] * y[begin + i]
            for lag in range(ORDER + 1):
                late, early = cut[lag:], cut[: span - lag]
                s0 = s1 = s2 = s3 = 0.0
                for j in range((span - lag) // 4):
                    i = 4 * j
                    s0 += late[i] * early[i]
                    s1 += late[i + 1] * early[i + 1]
                    s2 += late[i + 2] * early[i + 2]
                    s3 += late[i + 3] * early[i + 3]
                r[lag] = (s0 + s1) + (s2 + s3)
            for k in range(ORDER + 1):
                a[k] = 0.0
            if r[0] > 1e-12:
                left = r[0] * (1.0 + 1e-10) + 1e-14
                for k in range(1, ORDER + 1):
                    total = r[k]
                    for j in range(1, k):
                        total -= a[j] * r[k - j]
                    bounce = total / left
                    for j in range(1, k):
                        old[j] = a[j]
                    for j in range(1, k):
                        a[j] = old[j] - bounce * old[k - j]
                    a[k] = bounce
                    left *= 1.0 - bounce * bounce
                    if left <= 0.0:
                        break
            for i in range(m):
                error[i] = y[at + i]
            for k in range(1, ORDER + 1):
                weight, past = a[k], y[at - k : at - k + m]
                for i in range(m):
                    error[i] -= weight * past[i]
            for i in range(m):
                step = (first + i) // fine
                if abs(error[i]) > out[c, step]:
                    out[c, step] = abs(error[i])


@kernel
def peaks(x, lead, fine, out):  # type: ignore[no-untyped-def]
    """Write the highest sample of each fine step from ``lead`` on: ``out`` [2, steps]."""
    n = x.shape[1] - lead
    for c in range(2):
        for step in range(out.shape[1]):
            high = 0.0
            for i in range(lead + step * fine, lead + min(n, (step + 1) * fine)):
                high = max(high, abs(x[c, i]))
            out[c, step] = high


@part("i8(f8[::1],f8)")
def _rung(ladder, level):  # type: ignore[no-untyped-def]
    """Return the last rung of a rising ladder that is not higher than a level; -1 under all."""
    low, high = 0, ladder.shape[0]
    while low < high:
        middle = (low + high) // 2
        if ladder[middle] <= level:
            low = middle + 1
        else:
            high = middle
    return low - 1


@kernel
def tops(x, lead, first, hop, ladder, left_over, counts, widths, hard):  # type: ignore[no-untyped-def]
    """Sort the half-waves by how high they reach, and count how broad their tops are.

    Each belongs to a step of ``hop`` frames; frame ``lead`` of ``x`` is number ``first``.
    ``counts`` and ``widths`` [steps, rungs]: how many crests reach a rung of the ``ladder``, and
    how many samples in all stand within 0.5 dB of their own crest. ``hard`` [steps, (tops,
    samples, longest, level)]: those that stand flat for three equal samples or more.
    ``left_over`` [2]: how many frames before ``lead`` the half-wave under way began.
    """
    end = x.shape[1]
    for c in range(2):
        y = x[c]
        i = max(1, lead - int(left_over[c]))
        while i < end:
            up = y[i] > 0.0
            j = i
            high = 0.0
            while j < end and (y[j] > 0.0) == up:
                high = max(high, abs(y[j]))
                j += 1
            if j == end and j - i < lead - 2:
                break
            rung = _rung(ladder, high)
            if rung >= 0:
                width, run, longest, level = 0, 1, 0, 0.0
                for k in range(i, j):
                    v = abs(y[k])
                    if v < NEAR * high:
                        continue
                    width += 1
                    run = run + 1 if y[k] == y[k - 1] else 1
                    begin = k - run + 1
                    steep = begin >= i + 2 and v - abs(y[begin - 2]) > RISE
                    if run >= 3 and run > longest and steep:
                        longest, level = run, v
                step = max(0, min((first + i - lead) // hop, counts.shape[0] - 1))
                counts[step, rung] += 1
                widths[step, rung] += width
                if longest >= 3:
                    hard[step, 0] += 1
                    hard[step, 1] += longest
                    hard[step, 2] = max(hard[step, 2], longest)
                    hard[step, 3] = max(hard[step, 3], level)
            i = j
        left_over[c] = end - i


@kernel
def overs(x, lead, taps, least, fine, out):  # type: ignore[no-untyped-def]
    """Write how high the curve between the samples reaches in each fine step: ``out`` [steps].

    Looked for at the crests whose samples reach ``least``, at the places between two samples
    for which ``taps`` [places, 2 * half] are given; the last ``half`` frames of ``x`` are only
    looked ahead at.
    """
    half = taps.shape[1] // 2
    for c in range(2):
        y = x[c]
        for i in range(lead, x.shape[1] - half):
            high = abs(y[i])
            if high < least or high < abs(y[i - 1]) or high < abs(y[i + 1]):
                continue
            step = (i - lead) // fine
            for at in (i - 1, i):
                near = y[at - half + 1 : at + half + 1]
                for p in range(taps.shape[0]):
                    s0 = s1 = s2 = s3 = 0.0
                    for k in range(0, taps.shape[1], 4):
                        s0 += taps[p, k] * near[k]
                        s1 += taps[p, k + 1] * near[k + 1]
                        s2 += taps[p, k + 2] * near[k + 2]
                        s3 += taps[p, k + 3] * near[k + 3]
                    high = max(high, abs((s0 + s1) + (s2 + s3)))
            out[step] = max(out[step], high)


@kernel
def grid(x, so_far):  # type: ignore[no-untyped-def]
    """Return which bits of 24 the samples use, together with ``so_far``; -1: not whole numbers."""
    bits = so_far
    for c in range(2):
        y = x[c]
        for i in range(y.shape[0]):
            v = y[i] * 8388608.0
            k = int(v)
            if v != k:
                return -1
            bits |= abs(k)
    return bits


@kernel
def repeats(x, first, last, lags, every, places, found_lags):  # type: ignore[no-untyped-def]
    """Find stretches that repeat, sample for sample, what was played ``lag`` frames before.

    A repeat is as long as its lag, or up to four times. Looked for at every so many frames from
    ``first`` to ``last``. Writes where in ``x`` they begin and their lags; returns how many.
    """
    count = 0
    n = x.shape[1]
    busy = first
    for i in range(first, last, every):
        if i < busy or (abs(x[0, i]) < 1e-4 and abs(x[1, i]) < 1e-4):
            continue
        for lag in lags:
            if x[0, i] != x[0, i - lag] or x[1, i] != x[1, i - lag]:
                continue
            begin, end, moves = i, i, 0
            while begin - lag > 0 and x[0, begin - 1] == x[0, begin - 1 - lag]:
                if x[1, begin - 1] != x[1, begin - 1 - lag]:
                    break
                begin -= 1
            while end < n and x[0, end] == x[0, end - lag] and x[1, end] == x[1, end - lag]:
                if x[0, end] != x[0, end - 1] or x[1, end] != x[1, end - 1]:
                    moves += 1
                end += 1
            length = end - begin
            times = (length + lag // 50) // lag
            off = abs(length - times * lag)
            if 1 <= times <= 4 and off <= max(2, lag // 100) and 2 * moves > length - (i - begin):
                if count < places.shape[0]:
                    places[count], found_lags[count] = begin, lag
                    count += 1
                busy = end
                break
    return count
