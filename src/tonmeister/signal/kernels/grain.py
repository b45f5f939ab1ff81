"""Fewer bits without distortion: dither, and noise pushed to where the ear is dull."""

from __future__ import annotations

import math

from tonmeister.signal.kernels import kernel, part

_WORD = 0xFFFFFFFF
_SILENT = 1e-8  # -160 dBFS: what filters leave of silence


@part("f8(i8,i8)")
def _chance(count, seed):  # type: ignore[no-untyped-def]
    """Return a number from 0 to 1 that only depends on what was counted (hash by C. Wellons)."""
    h = (count * 0x3779B1 + seed * 0x27D4EB) & _WORD
    h ^= h >> 16
    h = (h * 0x7FEB352D) & _WORD
    h ^= h >> 15
    h = (h * 0x2C1B3C6D) & _WORD
    h ^= h >> 12
    h = (h * 0x297A2D39) & _WORD
    h ^= h >> 15
    return h / 4294967296.0


@kernel
def dither(x, step, shape, errors, clock, seed, blank):  # type: ignore[no-untyped-def]
    """Round a block to multiples of ``step`` in place, with triangular noise of two steps.

    ``shape`` [taps]: how earlier errors are taken off (error feedback); ``errors`` [2, taps].
    The noise of a frame only depends on its number, the channel and the seed. ``clock`` [2]:
    frames heard, and how many of the last were silence. After ``blank`` silent frames the noise
    stops too, until there is sound again; 0: it never stops.
    """
    taps = shape.shape[0]
    heard, still = int(clock[0]), int(clock[1])
    for i in range(x.shape[1]):
        still = still + 1 if max(abs(x[0, i]), abs(x[1, i])) <= _SILENT else 0
        if blank > 0 and still > blank:
            for c in range(2):
                x[c, i] = 0.0
                for k in range(taps):
                    errors[c, k] = 0.0
            continue
        for c in range(2):
            v = x[c, i]
            for k in range(taps):
                v -= shape[k] * errors[c, k]
            count = 2 * (heard + i) + c
            noise = _chance(count, 2 * seed) + _chance(count, 2 * seed + 1) - 1.0
            y = math.floor(v / step + noise + 0.5) * step
            y = min(1.0 - step, max(-1.0, y))
            for k in range(taps - 1, 0, -1):
                errors[c, k] = errors[c, k - 1]
            if taps:
                errors[c, 0] = min(4.0 * step, max(-4.0 * step, y - v))
            x[c, i] = y
    clock[0], clock[1] = heard + x.shape[1], still
