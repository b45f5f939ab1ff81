"""Windows cut out of a sound, and what is summed up from their spectra.

Two real sounds share one complex window: mid and side, or, where both channels are the same, one
window and the next. ``pairs`` says which.
"""

from __future__ import annotations

import numpy as np

from tonmeister.signal.kernels import kernel, part

CHUNK = 512


@kernel
def decimate(x, taps, by, first, count, mono, out):  # type: ignore[no-untyped-def]
    """Write mid + i side of ``x`` [2, frames] at every ``by``-th frame from ``first``.

    ``taps`` [8 * by + 1]. The frames are taken apart by their place between two that stay, so
    that every loop runs along a row.
    """
    half = taps.shape[0] // 2
    row = np.empty(CHUNK + 8)
    sums = np.empty((2, CHUNK))
    for start in range(0, count, CHUNK):
        m = min(CHUNK, count - start)
        for c in range(1 if mono else 2):
            total = sums[c]
            for i in range(m):
                total[i] = 0.0
            for r in range(by):
                line = x[c, first - half + start * by + r :]
                for i in range(m + 8 if r == 0 else m + 7):
                    row[i] = line[i * by]
                t0, t1, t2, t3 = taps[r], taps[r + by], taps[r + 2 * by], taps[r + 3 * by]
                t4, t5, t6 = taps[r + 4 * by], taps[r + 5 * by], taps[r + 6 * by]
                t7 = taps[r + 7 * by]
                for i in range(m):
                    total[i] += (
                        (t0 * row[i] + t1 * row[i + 1]) + (t2 * row[i + 2] + t3 * row[i + 3])
                    ) + ((t4 * row[i + 4] + t5 * row[i + 5]) + (t6 * row[i + 6] + t7 * row[i + 7]))
                if r == 0:
                    t8 = taps[8 * by]
                    for i in range(m):
                        total[i] += t8 * row[i + 8]
        for i in range(m):
            left = sums[0, i]
            right = left if mono else sums[1, i]
            out[start + i] = np.complex64(complex(0.5 * (left + right), 0.5 * (left - right)))


@kernel
def frame(x, starts, window, pairs, out):  # type: ignore[no-untyped-def]
    """Cut windows out of ``x`` [2, frames], mid + i side or two of them in one."""
    n = window.shape[0]
    for f in range(out.shape[0]):
        a, c = starts[f], 1
        b = a
        if pairs:
            a, b, c = starts[2 * f], starts[min(2 * f + 1, starts.shape[0] - 1)], 0
        one, other = x[0, a : a + n], x[c, b : b + n]
        if pairs:
            for i in range(n):
                w = window[i]
                out[f, i] = np.complex64(complex(w * one[i], w * other[i]))
        else:
            for i in range(n):
                w = 0.5 * window[i]
                out[f, i] = np.complex64(complex(w * (one[i] + other[i]), w * (one[i] - other[i])))


@kernel
def frame_slow(slow, starts, window, pairs, out):  # type: ignore[no-untyped-def]
    """Cut windows out of what ``decimate`` wrote."""
    n = window.shape[0]
    for f in range(out.shape[0]):
        if pairs:
            a, b = starts[2 * f], starts[min(2 * f + 1, starts.shape[0] - 1)]
            one, other = slow[a : a + n], slow[b : b + n]
            for i in range(n):
                w = window[i]
                out[f, i] = complex(w * one[i].real, w * other[i].real)
        else:
            one = slow[starts[f] : starts[f] + n]
            for i in range(n):
                w = window[i]
                out[f, i] = complex(w * one[i].real, w * one[i].imag)


@part("void(c8[::1],f4[::1],f4[::1])")
def _split_power(z, one, other):  # type: ignore[no-untyped-def]
    """Take the spectra of two real sounds out of that of both, as one-sided powers."""
    n = z.shape[0]
    half = n // 2
    up, down = z[1:half], z[half + 1 :]
    most = np.float32(0.5)
    for i in range(half - 1):
        a, b = up[i], down[half - 2 - i]
        ar, ai, br, bi = a.real + b.real, a.imag - b.imag, a.imag + b.imag, b.real - a.real
        one[i + 1] = most * (ar * ar + ai * ai)
        other[i + 1] = most * (br * br + bi * bi)
    for k in (0, half):
        one[k] = z[k].real * z[k].real
        other[k] = z[k].imag * z[k].imag


@part("f4(f4[::1],i8,i8)")
def _total(p, first, last):  # type: ignore[no-untyped-def]
    row = p[first:last]
    a = b = c = d = e = f = g = h = np.float32(0.0)
    eights = row.shape[0] // 8
    for j in range(eights):
        i = 8 * j
        a, b, c, d = a + row[i], b + row[i + 1], c + row[i + 2], d + row[i + 3]
        e, f, g, h = e + row[i + 4], f + row[i + 5], g + row[i + 6], h + row[i + 7]
    for i in range(8 * eights, row.shape[0]):
        a += row[i]
    return ((a + b) + (c + d)) + ((e + f) + (g + h))


@part("f8(f4[::1],i8[::1],f8[::1])")
def _band(p, bins, shares):  # type: ignore[no-untyped-def]
    """Return a band's power: the bins that lie in it, and its shares of those at its edges."""
    return _total(p, bins[0], bins[1]) + shares[0] * p[bins[2]] + shares[1] * p[bins[3]]


@kernel
def sum_bands(z, pairs, per_step, bins, shares, flux_map, power, total, fine):  # type: ignore[no-untyped-def]
    """Add spectra [frames, n] up into third octaves, ``per_step`` windows to a step.

    ``bins`` [31, 4] and ``shares`` [31, 2] are those of the bands; the last is what lies outside
    all of them and counts for ``total`` [2, steps] only. That and ``power`` [2, 30, steps] are
    added to. ``fine`` [windows, 19] gets the energies that onsets are found in, where it has rows.
    """
    one = np.empty(z.shape[1] // 2 + 1, np.float32)
    other = np.empty(z.shape[1] // 2 + 1, np.float32)
    windows, bands = total.shape[1] * per_step, power.shape[1]
    for f in range(z.shape[0]):
        _split_power(z[f], one, other)
        at = 2 * f if pairs else f
        also = pairs and at + 1 < windows
        step, next_step = at // per_step, (at + 1) // per_step
        for band in range(bands + 1):
            if bins[band, 1] < 0:
                continue
            m = _band(one, bins[band], shares[band]) / per_step
            s = 0.0 if pairs and not also else _band(other, bins[band], shares[band]) / per_step
            total[0, step] += m
            if also:
                total[0, next_step] += s
            elif not pairs:
                total[1, step] += s
            if band < bands:
                power[0, band, step] += m
                if also:
                    power[0, band, next_step] += s
                elif not pairs:
                    power[1, band, step] += s
        if fine.shape[0] > 0:
            for b in range(flux_map.shape[0] - 1):
                m = _total(one, flux_map[b], flux_map[b + 1])
                s = _total(other, flux_map[b], flux_map[b + 1])
                fine[at, b] = m if pairs else m + s
                if also:
                    fine[at + 1, b] = s


@part("void(f4[::1],f8[::1],f8[::1])")
def _classes(p, class_of_bin, chroma):  # type: ignore[no-untyped-def]
    """Add the peaks of a spectrum up by pitch class.

    A peak between two pitch classes is shared between them, so that an instrument that is out of
    tune with 440 Hz is not lost.
    """
    for k in range(2, p.shape[0] - 3):
        note, top = class_of_bin[k], p[k]
        if note < 0.0 or top <= p[k - 1] or top < p[k + 1] or top < 1e-12:
            continue
        if top < 2.0 * p[k - 2] and top < 2.0 * p[k + 2]:
            continue
        a, b, c = np.sqrt(p[k - 1]), np.sqrt(top), np.sqrt(p[k + 1])
        shift = 0.5 * (a - c) / (a - 2.0 * b + c)
        note += 17.3123 * np.log1p(shift / k)
        floor = int(np.floor(note))
        share = note - floor
        energy = p[k - 1] + top + p[k + 1]
        chroma[floor % 12] += (1.0 - share) * energy
        chroma[(floor + 1) % 12] += share * energy


@kernel
def sum_classes(z, pairs, class_of_bin, chroma, low):  # type: ignore[no-untyped-def]
    """Add the peaks of long spectra up by pitch class [steps, 12]; keep the lowest bins of each."""
    one = np.empty(z.shape[1] // 2 + 1, np.float32)
    other = np.empty(z.shape[1] // 2 + 1, np.float32)
    for f in range(z.shape[0]):
        _split_power(z[f], one, other)
        if not pairs:
            for k in range(one.shape[0]):
                one[k] += other[k]
        for half in range(2 if pairs else 1):
            step = 2 * f + half if pairs else f
            if step >= low.shape[0]:
                break
            p = one if half == 0 else other
            for k in range(low.shape[1]):
                low[step, k] = p[k]
            _classes(p, class_of_bin, chroma[step])
