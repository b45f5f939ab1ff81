"""The loops inside the instruments, compiled: ringing modes, plucked strings, saws, a throat."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

Row = NDArray[np.float64]
_Kernel = TypeVar("_Kernel", bound=Callable[..., object])


def compiled(function: _Kernel) -> _Kernel:
    """Compile a loop, strictly as written (no reordering of sums), and keep it on disk."""
    return cast(_Kernel, numba.njit(cache=True)(function))


@compiled
def ring(frequency_hz: Row, decay_s: Row, level: Row, rate_hz: float, count: int) -> Row:
    """Sum the modes of a struck body; each decays to 1/e in its ``decay_s``."""
    out = np.zeros(count)
    modes = frequency_hz.size
    turn, shrink, push = np.zeros(modes + 3), np.zeros(modes + 3), np.zeros(modes + 3)
    for m in range(modes):
        r = np.exp(-1.0 / (decay_s[m] * rate_hz))
        w = 2.0 * np.pi * frequency_hz[m] / rate_hz
        turn[m], shrink[m], push[m] = 2.0 * r * np.cos(w), r * r, -level[m] * np.sin(w) / r
    for m in range(0, modes, 4):  # side by side, as each waits for itself; summed one by one
        t0, t1, t2, t3 = turn[m], turn[m + 1], turn[m + 2], turn[m + 3]
        s0, s1, s2, s3 = shrink[m], shrink[m + 1], shrink[m + 2], shrink[m + 3]
        a0, a1, a2, a3 = 0.0, 0.0, 0.0, 0.0
        b0, b1, b2, b3 = push[m], push[m + 1], push[m + 2], push[m + 3]
        for n in range(count):
            n0, n1 = t0 * a0 - s0 * b0, t1 * a1 - s1 * b1
            n2, n3 = t2 * a2 - s2 * b2, t3 * a3 - s3 * b3
            b0, b1, b2, b3 = a0, a1, a2, a3
            a0, a1, a2, a3 = n0, n1, n2, n3
            out[n] = (((out[n] + n0) + n1) + n2) + n3
    return out


@compiled
def pluck(
    push: Row,
    period: float,
    damping: float,
    ring_s: float,
    mute_s: float,
    held: int,
    rate_hz: float,
) -> Row:
    """Let a string ring after the ``push`` of a pick: a waveguide with an all-pass for its tune.

    ``period`` is in frames, ``damping`` 0..1 the one-pole loss of the highs a round. It rings down
    60 dB in ``ring_s``, and from frame ``held`` in ``mute_s``.
    Jaffe & Smith, Computer Music Journal 7(2), 1983.
    """
    wanted = period - damping / (1.0 - damping)
    whole = int(wanted - 0.5)
    part = wanted - whole
    allpass = (1.0 - part) / (1.0 + part)
    open_gain = 10.0 ** (-3.0 * period / (ring_s * rate_hz))
    mute_gain = 10.0 ** (-3.0 * period / (mute_s * rate_hz))
    line = np.zeros(whole)
    out = np.zeros(push.size)
    at, dull, tuned, came = 0, 0.0, 0.0, 0.0
    for n in range(push.size):
        back = line[at]
        tuned = allpass * (back - tuned) + came
        came = back
        dull += (1.0 - damping) * (tuned - dull)
        gain = open_gain if n < held else mute_gain
        now = push[n] + gain * dull
        line[at] = now
        at += 1
        if at == whole:
            at = 0
        out[n] = now
    return out


@compiled
def saw(frequency_hz: Row, phase: float, rate_hz: float) -> Row:
    """Draw a bowed string's saw at a moving pitch, its corners rounded (poly-BLEP)."""
    out = np.empty(frequency_hz.size)
    for n in range(frequency_hz.size):
        step = frequency_hz[n] / rate_hz
        phase += step
        if phase >= 1.0:
            phase -= 1.0
        value = 2.0 * phase - 1.0
        if phase < step:
            t = phase / step
            value -= t + t - t * t - 1.0
        elif phase > 1.0 - step:
            t = (phase - 1.0) / step
            value -= t * t + t + t + 1.0
        out[n] = value
    return out


@compiled
def throat(
    pitch_hz: Row,
    voiced: Row,
    breath: Row,
    hiss: Row,
    tilt: Row,
    formant_hz: NDArray[np.float64],
    bandwidth_hz: NDArray[np.float64],
    hiss_hz: NDArray[np.float64],
    hiss_width_hz: NDArray[np.float64],
    hiss_level: NDArray[np.float64],
    noise: Row,
    hop: int,
    rate_hz: float,
) -> Row:
    """Sing: a glottis and its breath through a row of formants, beside it the hiss of consonants.

    All rows are in steps of ``hop`` frames; formants are ``[formant, step]``. The glottis is
    Klatt & Klatt's (J. Acoust. Soc. Am. 87, 1990), its closing corner rounded (poly-BLEP).
    """
    steps, formants, bands = pitch_hz.size, formant_hz.shape[0], hiss_hz.shape[0]
    out = np.zeros(steps * hop)
    y1, y2 = np.zeros(formants), np.zeros(formants)
    h1, h2 = np.zeros(bands), np.zeros(bands)
    x1, x2 = 0.0, 0.0
    a, b, c = np.zeros(formants), np.zeros(formants), np.zeros(formants)
    p, q, u = np.zeros(bands), np.zeros(bands), np.zeros(bands)
    phase, soft = 0.0, 0.0
    open_part = 0.6
    for s in range(steps):
        for k in range(formants):
            r = np.exp(-np.pi * bandwidth_hz[k, s] / rate_hz)
            c[k] = -r * r
            b[k] = 2.0 * r * np.cos(2.0 * np.pi * formant_hz[k, s] / rate_hz)
            a[k] = 1.0 - b[k] - c[k]
        for k in range(bands):
            r = np.exp(-np.pi * hiss_width_hz[k, s] / rate_hz)
            q[k] = -r * r
            p[k] = 2.0 * r * np.cos(2.0 * np.pi * hiss_hz[k, s] / rate_hz)
            u[k] = (1.0 - r * r) * 0.5 * hiss_level[k, s]
        after = min(s + 1, steps - 1)
        for n in range(hop):
            w = n / hop
            step = (pitch_hz[s] + w * (pitch_hz[after] - pitch_hz[s])) / rate_hz
            phase += step
            if phase >= 1.0:
                phase -= 1.0
            t = phase / open_part
            flow = (2.0 * t - 3.0 * t * t) if t < 1.0 else 0.0
            edge = (phase - open_part) / step
            if -1.0 < edge < 0.0:
                flow += 0.5 * (edge + 1.0) * (edge + 1.0)
            elif 0.0 <= edge < 1.0:
                flow -= 0.5 * (1.0 - edge) * (1.0 - edge)
            loud = voiced[s] + w * (voiced[after] - voiced[s])
            air = breath[s] + w * (breath[after] - breath[s])
            white = noise[s * hop + n]
            soft += (1.0 - tilt[s]) * (flow * loud - soft)
            x = soft + white * air * (1.0 if t < 1.0 or loud < 0.05 else 0.45)
            for k in range(formants):
                y = a[k] * x + b[k] * y1[k] + c[k] * y2[k]
                y2[k] = y1[k]
                y1[k] = y
                x = y
            rub = white * (hiss[s] + w * (hiss[after] - hiss[s]))
            for k in range(bands):
                y = u[k] * (rub - x2) + p[k] * h1[k] + q[k] * h2[k]
                h2[k] = h1[k]
                h1[k] = y
                x += y
            x2 = x1
            x1 = rub
            out[s * hop + n] = x
    return out
