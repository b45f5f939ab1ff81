"""What became louder and what softer, when and where in pitch: a picture without a library."""

from __future__ import annotations

import struct
import zlib
from itertools import pairwise

import numpy as np

ROWS, LOW_HZ, HIGH_HZ = 72, 40.0, 20000.0
FRAME, HOP = 4096, 1024
FULL_DB = 12.0
QUIET_DB = 60.0  # this far under the loudest spot nobody hears a difference


def spectrum_db(sound: np.ndarray, rate_hz: int) -> np.ndarray:
    """Return the power of ``[2, n]`` in dB by rows of equal musical height, ``[ROWS, times]``."""
    padded = np.pad(sound.astype(np.float64), ((0, 0), (FRAME // 2, FRAME)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, FRAME, axis=1)[:, ::HOP]
    power = (np.abs(np.fft.rfft(windows * np.hanning(FRAME))) ** 2).sum(axis=0)
    edges = np.geomspace(LOW_HZ, min(HIGH_HZ, rate_hz / 2), ROWS + 1) / rate_hz * FRAME
    rows = []
    for low, high in pairwise(edges):
        first = round(low)
        rows.append(power[:, first : max(first + 1, round(high))].mean(axis=1))
    return 10.0 * np.log10(np.array(rows) + 1e-12)


def difference_png(before: np.ndarray, after: np.ndarray, rate_hz: int) -> bytes:
    """Draw after against before: red is louder, blue softer, white the same or unheard.

    Both ``[2, n]``, equally long and equally loud. Full colour at 12 dB.
    """
    was, now = spectrum_db(before, rate_hz), spectrum_db(after, rate_hz)
    loudest = max(was.max(), now.max())
    part = np.clip((now - was) / FULL_DB, -1.0, 1.0)
    part[np.maximum(was, now) < loudest - QUIET_DB] = 0.0
    part = part[::-1]  # high notes on top
    more, less = np.clip(part, 0, 1), np.clip(-part, 0, 1)
    red, blue = np.array([190.0, 30.0, 45.0]), np.array([25.0, 85.0, 175.0])
    white = np.array([250.0, 250.0, 248.0])
    image = white + more[..., None] * (red - white) + less[..., None] * (blue - white)
    return png(np.round(image).astype(np.uint8))


def png(image: np.ndarray) -> bytes:
    """Return a PNG of ``[rows, columns, 3]`` bytes."""
    rows, columns, _ = image.shape
    lines = np.concatenate([np.zeros((rows, 1), np.uint8), image.reshape(rows, -1)], axis=1)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(
            ">I", zlib.crc32(kind + data)
        )  # fmt: skip

    head = struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(lines.tobytes(), 9)) + chunk(b"IEND", b"")
    )  # fmt: skip


def height_percent(frequency_hz: float) -> float:
    """Return how far from the top of the picture a pitch stands."""
    return 100.0 * (1.0 - np.log(frequency_hz / LOW_HZ) / np.log(HIGH_HZ / LOW_HZ))
