"""What turns the volume by itself: gain computer, gate, and the decibels between them."""

from __future__ import annotations

import math

import numpy as np

from tonmeister.signal.kernels import GRID_FRAMES, TINY, kernel

_ROOT_HALF = int(np.float64(math.sqrt(0.5)).view(np.int64))
_MANTISSA = 0xFFFFFFFFFFFFF
_LN_2 = 0.6931471805599453
_DB_PER_OCTAVE = 6.020599913279624
_OCTAVES_PER_DB = 0.16609640474436813
_FLOOR = 1e-6  # -120 dB: what a detector takes silence for


@kernel
def log2_block(x):  # type: ignore[no-untyped-def]
    """Take log2 of positive numbers in place, from + - * / and their bits (error 1e-9)."""
    bits = x.view(np.int64)
    for i in range(x.shape[0]):
        t = bits[i] - _ROOT_HALF
        bits[i] = (t & _MANTISSA) + _ROOT_HALF
        m = x[i]
        s = (m - 1.0) / (m + 1.0)
        q = s * s
        odd = (((((q * (1.0 / 13) + 1.0 / 11) * q + 1.0 / 9) * q + 1.0 / 7) * q + 0.2) * q
               + 1.0 / 3) * q + 1.0  # fmt: skip
        x[i] = np.float64(np.int32(t >> 52)) + s * odd * 2.8853900817779268


@kernel
def exp2_block(x):  # type: ignore[no-untyped-def]
    """Take 2 to the power of numbers between -1000 and 1000 in place (error 2e-12)."""
    bits = x.view(np.int64)
    for i in range(x.shape[0]):
        whole = np.floor(x[i] + 0.5)
        f = (x[i] - whole) * _LN_2
        p = (((f * (1.0 / 362880) + 1.0 / 40320) * f + 1.0 / 5040) * f + 1.0 / 720) * f + 1.0 / 120
        x[i] = (((p * f + 1.0 / 24) * f + 1.0 / 6) * f + 0.5) * f * f + f + 1.0
        bits[i] += np.int64(np.int32(whole)) << 52


@kernel
def to_gain(levels_db, gains):  # type: ignore[no-untyped-def]
    """Write the amplitude ratios of levels in decibels."""
    for i in range(gains.shape[0]):
        gains[i] = levels_db[i] * _OCTAVES_PER_DB
    exp2_block(gains)


@kernel
def ride(key, threshold_db, slope, knee_db, most_db, attack, release, makeup_db, env, gains):  # type: ignore[no-untyped-def]
    """Write the gain a compressor gives: level, soft knee, then attack and release in dB.

    Feed-forward and stereo-linked, smooth branching ballistics on the gain (Giannoulis,
    Massberg, Reiss 2012, eq. 4 and 16). ``threshold_db`` [n]; ``slope`` = 1/ratio - 1;
    ``most_db``: never turn down further; ``env`` [2]: gain in dB now, frames heard so far.
    """
    s, start, heard = env[0], 0, int(env[1])
    half = slope / (2.0 * max(knee_db, 1e-9))
    while start < gains.shape[0]:
        m = min(gains.shape[0] - start, GRID_FRAMES - heard % GRID_FRAMES)
        left, right = key[0, start : start + m], key[1, start : start + m]
        g, threshold = gains[start : start + m], threshold_db[start : start + m]
        for i in range(m):
            g[i] = max(max(abs(left[i]), abs(right[i])), _FLOOR)
        log2_block(g)
        for i in range(m):
            over = g[i] * _DB_PER_OCTAVE - threshold[i]
            into = over + 0.5 * knee_db
            want = slope * over if 2.0 * over > knee_db else into * into * half
            g[i] = max(0.0 if into < 0.0 else want, most_db)
        for i in range(m):
            d = g[i] - s
            s += (attack if d < 0.0 else release) * d
            g[i] = s
        start += m
        heard += m
        if heard % GRID_FRAMES == 0 and abs(s) < TINY:
            s = 0.0
        for i in range(m):
            g[i] = (g[i] + makeup_db) * _OCTAVES_PER_DB
        exp2_block(g)
    env[0], env[1] = s, heard


@kernel
def gate(key, open_at, close_at, range_db, attack, hold, release, state, gains):  # type: ignore[no-untyped-def]
    """Write the gain of a gate: it opens at one level, closes at a lower one after a hold.

    ``open_at``, ``close_at`` are amplitudes, ``hold`` frames; ``state`` [3]: gain in dB, frames
    of hold left, whether open.
    """
    s, left_over, is_open = state[0], state[1], state[2]
    for i in range(gains.shape[0]):
        level = max(abs(key[0, i]), abs(key[1, i]))
        if level >= open_at or (is_open > 0.0 and level >= close_at):
            is_open, left_over = 1.0, hold
        elif left_over > 0.0:
            left_over -= 1.0
        else:
            is_open = 0.0
        d = (0.0 if is_open > 0.0 else range_db) - s
        s += (attack if d > 0.0 else release) * d
        if s > -1e-9:
            s = 0.0
        gains[i] = s
    state[0], state[1], state[2] = s, left_over, is_open
    to_gain(gains, gains)


@kernel
def turn(x, gains, wet, ring, at):  # type: ignore[no-untyped-def]
    """Turn a block by ``gains`` in place, the sound coming ``ring.shape[1]`` frames later.

    ``wet``: the part that is turned; the rest passes as it is. ``at`` [1]: place in the ring.
    """
    late = ring.shape[1]
    dry = 1.0 - wet
    if late == 0:
        left, right = x[0], x[1]
        for i in range(gains.shape[0]):
            g = dry + wet * gains[i]
            left[i] *= g
            right[i] *= g
    else:
        p = int(at[0])
        for i in range(gains.shape[0]):
            g = dry + wet * gains[i]
            u, v = ring[0, p], ring[1, p]
            ring[0, p], ring[1, p] = x[0, i], x[1, i]
            x[0, i], x[1, i] = u * g, v * g
            p = p + 1 if p + 1 < late else 0
        at[0] = p


@kernel
def turn_band(x, band, gains):  # type: ignore[no-untyped-def]
    """Turn only one band of a block: add it again, so far as its gain differs from one."""
    for c in range(2):
        row, part = x[c], band[c]
        for i in range(gains.shape[0]):
            row[i] += (gains[i] - 1.0) * part[i]
