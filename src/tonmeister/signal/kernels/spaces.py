"""Rooms, plates and echoes: sound that comes back."""

from __future__ import annotations

from tonmeister.signal.kernels import GRID_FRAMES, TINY, kernel, part

LINES = 16


@part("void(f8[::1],i8,i8,i8,i8)")
def _close(ring, size, at, m, spare):  # type: ignore[no-untyped-def]
    """Make the frames behind a ring's end those of its beginning, after writing at ``at``.

    So nobody who reads or writes up to ``spare`` frames has to think of the end.
    """
    for i in range(at + m - size):
        ring[i] = ring[size + i]
    for i in range(at, min(spare, at + m)):
        ring[size + i] = ring[i]


@part("void(f8[::1])")
def _clear(x):  # type: ignore[no-untyped-def]
    for i in range(x.shape[0]):
        x[i] = 0.0


@part("void(f8[::1],f8[::1],f8)")
def _take(ring, out, gain):  # type: ignore[no-untyped-def]
    for i in range(out.shape[0]):
        out[i] = gain * ring[i]


@part("void(f8[::1],f8[::1],f8)")
def _add(ring, out, gain):  # type: ignore[no-untyped-def]
    for i in range(out.shape[0]):
        out[i] += gain * ring[i]


@part("void(f8[::1],f8[::1],f8)")
def _diffuse(ring, sound, diffusion):  # type: ignore[no-untyped-def]
    """Play an all-pass whose delay is ``ring``, in place."""
    for i in range(sound.shape[0]):
        v = sound[i] + diffusion * ring[i]
        v = v if abs(v) > TINY else 0.0
        sound[i] = ring[i] - diffusion * v
        ring[i] = v


@part("void(f8[:,::1],i8,i8,f8[::1],f8[::1])")
def _absorb(work, k, m, poles, low):  # type: ignore[no-untyped-def]
    """Take from eight lines what the walls take of the treble; all at once, none need wait."""
    pa, pb, pc, pd = poles[k], poles[k + 1], poles[k + 2], poles[k + 3]
    pe, pf, pg, ph = poles[k + 4], poles[k + 5], poles[k + 6], poles[k + 7]
    a, b, c, d = low[k], low[k + 1], low[k + 2], low[k + 3]
    e, f, g, h = low[k + 4], low[k + 5], low[k + 6], low[k + 7]
    for i in range(m):
        a = work[k, i] + pa * a
        b = work[k + 1, i] + pb * b
        c = work[k + 2, i] + pc * c
        d = work[k + 3, i] + pd * d
        e = work[k + 4, i] + pe * e
        f = work[k + 5, i] + pf * f
        g = work[k + 6, i] + pg * g
        h = work[k + 7, i] + ph * h
        work[k, i], work[k + 1, i], work[k + 2, i], work[k + 3, i] = a, b, c, d
        work[k + 4, i], work[k + 5, i], work[k + 6, i], work[k + 7, i] = e, f, g, h
    low[k], low[k + 1], low[k + 2], low[k + 3] = a, b, c, d
    low[k + 4], low[k + 5], low[k + 6], low[k + 7] = e, f, g, h


@part("void(f8[::1],f8[:,::1],i8)")
def _hear(out, work, c):  # type: ignore[no-untyped-def]
    """Add every other line to one side."""
    for i in range(out.shape[0]):
        e = work[c, i] - work[c + 2, i] - work[c + 4, i] + work[c + 6, i]
        f = work[c + 8, i] - work[c + 10, i] - work[c + 12, i] + work[c + 14, i]
        out[i] += e + f


@part("void(f8[:,::1],i8,i8,i8)")
def _mix_four(work, k, step, m):  # type: ignore[no-untyped-def]
    """Mix four lines by a Hadamard matrix (times two), in place."""
    p, q, r = k + step, k + 2 * step, k + 3 * step
    for i in range(m):
        a, b, c, d = work[k, i], work[p, i], work[q, i], work[r, i]
        e, f, g, h = a + b, a - b, c + d, c - d
        work[k, i], work[p, i], work[q, i], work[r, i] = e + g, f + h, e - g, f - h


@part("void(f8[::1],f8[::1],f8[::1],f8)")
def _return(ring, mixed, sound, gain):  # type: ignore[no-untyped-def]
    """Send what comes from the walls, and new sound, into a line again."""
    for i in range(ring.shape[0]):
        v = 0.25 * mixed[i] + gain * sound[i]
        ring[i] = v if abs(v) > TINY else 0.0


@part("i8(f8[:,:])")
def _silence(x):  # type: ignore[no-untyped-def]
    """Count the silent frames at the end."""
    n = x.shape[1]
    while n > 0 and x[0, n - 1] == 0.0 and x[1, n - 1] == 0.0:
        n -= 1
    return x.shape[1] - n


@kernel
def reverberate(  # type: ignore[no-untyped-def]
    x, rings, sizes, at, pre, early_at, early_gain, diffusion, gains, poles, low, work, clock
):
    """Put a space around a block, in place: only what comes back is left.

    A feedback delay network (Jot and Chaigne 1991): ``LINES`` delays, each losing ``gains`` and
    (by one pole, ``poles``) more of the treble on every way round, mixed by a Hadamard matrix.
    ``rings`` [2 + 8 + LINES, longest + stride]: pre-delays, all-passes (four a channel,
    ``diffusion``), lines; ``sizes``, ``at`` [same]: lengths and places. ``early_at``,
    ``early_gain`` [2, taps]: first reflections. ``low`` [LINES]: memory of the poles. ``work``
    [LINES + 2, stride]: so many frames are worked on at a time; no delay may be shorter.
    ``clock`` [3]: frames heard, frames of silence since the last sound, and how many of those
    (on the grid) empty the space; an empty one rests.
    """
    stride = work.shape[1]
    start, heard, silent = 0, int(clock[0]), int(clock[1])
    while start < x.shape[1]:
        m = min(x.shape[1] - start, stride - heard % stride)
        heard += m
        quiet = _silence(x[:, start : start + m])
        silent = silent + m if quiet == m else quiet
        if silent > clock[2] + GRID_FRAMES:
            for c in range(2):
                _clear(x[c, start : start + m])
            start += m
            continue
        for c in range(2):
            out, sound = x[c, start : start + m], work[LINES + c, :m]
            ring, size, p = rings[c], sizes[c], at[c]
            _take(out, ring[p : p + m], 1.0)
            _close(ring, size, p, m, stride)
            q = (p - pre) % size
            _take(ring[q : q + m], sound, 1.0)
            _clear(out)
            for tap in range(early_at.shape[1]):
                q = (p - pre - early_at[c, tap]) % size
                _add(ring[q : q + m], out, early_gain[c, tap])
            for line in range(2 + 4 * c, 6 + 4 * c):
                p = at[line]
                _diffuse(rings[line, p : p + m], sound, diffusion)
                _close(rings[line], sizes[line], p, m, stride)
        for k in range(LINES):
            p = at[10 + k]
            _take(rings[10 + k, p : p + m], work[k, :m], gains[k])
        _absorb(work, 0, m, poles, low)
        _absorb(work, 8, m, poles, low)
        for c in range(2):
            _hear(x[c, start : start + m], work, c)
        for k in range(0, LINES, 4):
            _mix_four(work, k, 1, m)
        for k in range(4):
            _mix_four(work, k, 4, m)
        for k in range(LINES):
            gain = 0.25 if (k // 4) % 2 == 0 else -0.25
            p = at[10 + k]
            _return(rings[10 + k, p : p + m], work[k, :m], work[LINES + k % 2, :m], gain)
            _close(rings[10 + k], sizes[10 + k], p, m, stride)
        for line in range(sizes.shape[0]):
            p = at[line] + m
            at[line] = p if p < sizes[line] else p - sizes[line]
        if heard % GRID_FRAMES == 0:
            for k in range(LINES):
                if abs(low[k]) < TINY:
                    low[k] = 0.0
            if silent >= clock[2]:
                for line in range(sizes.shape[0]):
                    _clear(rings[line])
                _clear(low)
        start += m
    clock[0], clock[1] = heard, silent


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
