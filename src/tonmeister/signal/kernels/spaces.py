"""Rooms, plates and echoes: sound that comes back."""

from __future__ import annotations

from tonmeister.signal.kernels import GRID_FRAMES, TINY, kernel, part

LINES = 16
STRIDE = 64  # frames worked on at a time: no delay may be shorter


@part("void(f8[::1],i8,i8,f8[::1],i8)")
def _lay(ring, size, at, new, m):  # type: ignore[no-untyped-def]
    """Write ``m`` samples into a ring of ``size`` from place ``at``."""
    one = min(m, size - at)
    end, begin, rest = ring[at : at + one], ring[: m - one], new[one:m]
    for i in range(one):
        end[i] = new[i]
    for i in range(m - one):
        begin[i] = rest[i]


@part("void(f8[::1],i8,i8,i8,f8[::1])")
def _take(ring, size, at, m, out):  # type: ignore[no-untyped-def]
    """Read ``m`` samples from a ring of ``size`` from place ``at``."""
    one = min(m, size - at)
    end, begin, rest = ring[at : at + one], ring[: m - one], out[one:m]
    for i in range(one):
        out[i] = end[i]
    for i in range(m - one):
        rest[i] = begin[i]


@part("void(f8[::1],i8,i8,f8[:,::1],i8[::1],i8[::1],i8,i8[:,::1],f8[:,::1],f8,f8[:,::1])")
def _enter(block, c, m, rings, sizes, at, pre, early_at, early_gain, diffusion, work):  # type: ignore[no-untyped-def]
    """Let one channel in: pre-delay, first reflections (into ``block``), four all-passes."""
    sound, old = work[LINES + c], work[LINES + 2]
    _lay(rings[c], sizes[c], at[c], block, m)
    _take(rings[c], sizes[c], (at[c] - pre) % sizes[c], m, sound)
    for i in range(m):
        block[i] = 0.0
    for tap in range(early_at.shape[1]):
        _take(rings[c], sizes[c], (at[c] - pre - early_at[c, tap]) % sizes[c], m, old)
        g = early_gain[c, tap]
        for i in range(m):
            block[i] += g * old[i]
    for line in range(2 + 4 * c, 6 + 4 * c):
        _take(rings[line], sizes[line], at[line], m, old)
        for i in range(m):
            v = sound[i] + diffusion * old[i]
            v = v if abs(v) > TINY else 0.0
            sound[i] = old[i] - diffusion * v
            old[i] = v
        _lay(rings[line], sizes[line], at[line], old, m)


@part("void(f8[:,::1],i8,i8,f8[::1],f8[::1],f8[::1],b1)")
def _absorb(work, k, m, gains, poles, low, flush):  # type: ignore[no-untyped-def]
    """Take from four lines what the walls take: a little of all, more of the treble."""
    a, b, c, d = work[k], work[k + 1], work[k + 2], work[k + 3]
    ga, gb, gc, gd = gains[k], gains[k + 1], gains[k + 2], gains[k + 3]
    pa, pb, pc, pd = poles[k], poles[k + 1], poles[k + 2], poles[k + 3]
    sa, sb, sc, sd = low[k], low[k + 1], low[k + 2], low[k + 3]
    for i in range(m):
        sa = ga * a[i] + pa * sa
        sb = gb * b[i] + pb * sb
        sc = gc * c[i] + pc * sc
        sd = gd * d[i] + pd * sd
        a[i], b[i], c[i], d[i] = sa, sb, sc, sd
    low[k], low[k + 1], low[k + 2], low[k + 3] = sa, sb, sc, sd
    if flush:
        for j in range(k, k + 4):
            if abs(low[j]) < TINY:
                low[j] = 0.0


@part("void(f8[:,::1],i8)")
def _mix_lines(work, m):  # type: ignore[no-untyped-def]
    """Mix the lines by a Hadamard matrix (times four), in place."""
    step = 1
    while step < LINES:
        for k in range(LINES):
            if (k // step) % 2 == 0:
                a, b = work[k], work[k + step]
                for i in range(m):
                    u, v = a[i], b[i]
                    a[i], b[i] = u + v, u - v
        step *= 2


@kernel
def reverberate(  # type: ignore[no-untyped-def]
    x, rings, sizes, at, pre, early_at, early_gain, diffusion, gains, poles, low, work, clock
):
    """Put a space around a block, in place: only what comes back is left.

    A feedback delay network (Jot and Chaigne 1991): ``LINES`` delays, each losing ``gains`` and
    (by one pole, ``poles``) more of the treble on every way round, mixed by a Hadamard matrix.
    ``rings`` [2 + 8 + LINES, longest]: pre-delays, all-passes (four a channel, ``diffusion``),
    lines; ``sizes``, ``at`` [same]: lengths and places. ``early_at``, ``early_gain`` [2, taps]:
    first reflections. ``low`` [LINES]: memory of the poles. ``work`` [LINES + 3, STRIDE].
    """
    start, heard = 0, int(clock[0])
    while start < x.shape[1]:
        m = min(x.shape[1] - start, STRIDE - heard % STRIDE)
        heard += m
        for c in range(2):
            _enter(
                x[c, start : start + m], c, m, rings, sizes, at, pre, early_at, early_gain,
                diffusion, work,
            )  # fmt: skip
        for k in range(LINES):
            _take(rings[10 + k], sizes[10 + k], at[10 + k], m, work[k])
        for k in range(0, LINES, 4):
            _absorb(work, k, m, gains, poles, low, heard % GRID_FRAMES == 0)
        for c in range(2):
            out = x[c, start : start + m]
            for k in range(c, LINES, 2):
                sign = 1.0 if (k // 2 + k // 4) % 2 == 0 else -1.0
                part = work[k]
                for i in range(m):
                    out[i] += sign * part[i]
        _mix_lines(work, m)
        for k in range(LINES):
            sound, part = work[LINES + k % 2], work[k]
            sign = 0.25 if (k // 4) % 2 == 0 else -0.25
            for i in range(m):
                v = 0.25 * part[i] + sign * sound[i]
                part[i] = v if abs(v) > TINY else 0.0
            _lay(rings[10 + k], sizes[10 + k], at[10 + k], part, m)
        for line in range(sizes.shape[0]):
            at[line] = (at[line] + m) % sizes[line]
        start += m
    clock[0] = heard


@kernel
def echo(x, ring, at, whole, parts, back, cross, low, high, state, wet, dry):  # type: ignore[no-untyped-def]
    """Repeat a block, each repeat through two gentle filters, in place.

    The delay is ``whole`` frames and a part of one, by four ``parts`` (Lagrange); ``back`` is
    fed in again, with ``cross`` to the other side. ``low``, ``high``: one-pole coefficients;
    ``state`` [2, 2].
    """
    size, p = ring.shape[1], int(at[0])
    for i in range(x.shape[1]):
        u, v = x[0, i], x[1, i]
        for c in range(2):
            y = 0.0
            for k in range(4):
                o = p - whole - k + 1
                y += parts[k] * ring[c, o + size if o < 0 else o]
            s = state[c, 0] + low * (y - state[c, 0])
            t = state[c, 1] + high * (s - state[c, 1])
            state[c, 0] = s if abs(s) > TINY else 0.0
            state[c, 1] = t if abs(t) > TINY else 0.0
            if c == 0:
                left = s - t
            else:
                right = s - t
        if cross:
            ring[0, p], ring[1, p] = 0.5 * (u + v) + back * right, back * left
        else:
            ring[0, p], ring[1, p] = u + back * left, v + back * right
        x[0, i], x[1, i] = dry * u + wet * left, dry * v + wet * right
        p = p + 1 if p + 1 < size else 0
    at[0] = p


@kernel
def multiply_add(real, imag, h_real, h_imag, newest, sum_real, sum_imag):  # type: ignore[no-untyped-def]
    """Sum the products of spectra, newest sound with the first part of the impulse response.

    ``real``, ``imag`` [2, parts, bins] is a ring of spectra whose newest is ``newest``.
    """
    parts = real.shape[1]
    for c in range(2):
        out_real, out_imag = sum_real[c], sum_imag[c]
        for k in range(parts):
            x, y = real[c, (newest + k) % parts], imag[c, (newest + k) % parts]
            u, v = h_real[c, k], h_imag[c, k]
            for f in range(x.shape[0]):
                out_real[f] += x[f] * u[f] - y[f] * v[f]
                out_imag[f] += x[f] * v[f] + y[f] * u[f]
