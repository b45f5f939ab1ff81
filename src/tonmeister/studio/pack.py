"""Samples made into the whole numbers of a WAV file, to the bit as libsndfile makes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal.kernels import kernel, part

FULL_SCALE = 2.0**31


@part("i8(f8)")
def _whole(sample):  # type: ignore[no-untyped-def]
    """Round to 32 bits; what lies beyond full scale is clipped."""
    scaled = min(max(sample * FULL_SCALE, -FULL_SCALE), FULL_SCALE - 1.0)
    return np.int64(np.rint(scaled))


def _pack_plain(sound: NDArray[np.float64], width: int, out: NDArray[np.uint32]) -> None:
    """Write [channels, n] as little-endian numbers of 2 or 3 bytes, the channels taking turns.

    The lower bits are cut off. ``out`` holds whole words, the last perhaps half filled.
    """
    channels, count = sound.shape
    if width == 3 and channels == 2:
        left, right = sound[0], sound[1]
        for i in range(count // 2):
            a, b = _whole(left[2 * i]) >> 8, _whole(right[2 * i]) >> 8
            c, d = _whole(left[2 * i + 1]) >> 8, _whole(right[2 * i + 1]) >> 8
            out[3 * i] = (a & 0xFFFFFF) | (b & 0xFF) << 24
            out[3 * i + 1] = (b >> 8 & 0xFFFF) | (c & 0xFFFF) << 16
            out[3 * i + 2] = (c >> 16 & 0xFF) | (d & 0xFFFFFF) << 8
        if count % 2:
            at, last = 3 * (count // 2), count - 1
            a, b = _whole(left[last]) >> 8, _whole(right[last]) >> 8
            out[at] = (a & 0xFFFFFF) | (b & 0xFF) << 24
            out[at + 1] = b >> 8 & 0xFFFF
        return
    bits = 8 * width
    held, filled, at = 0, 0, 0
    for i in range(count):
        for channel in range(channels):
            number = _whole(sound[channel, i]) >> (32 - bits)
            held |= (number & ((1 << bits) - 1)) << filled
            filled += bits
            if filled >= 32:
                out[at] = held & 0xFFFFFFFF
                held, filled, at = held >> 32, filled - 32, at + 1
    if filled:
        out[at] = held


_pack: Callable[[NDArray[np.float64], int, NDArray[np.uint32]], None] = kernel(_pack_plain)


def packed(sound: NDArray[np.floating[Any]], bits: int) -> NDArray[np.uint8]:
    """Return the bytes of [channels, n] at 16 or 24 bit."""
    size = bits // 8 * sound.size
    words = np.empty(-(-size // 4), "<u4")
    _pack(np.ascontiguousarray(sound, np.float64), bits // 8, words)
    return words.view(np.uint8)[:size]
