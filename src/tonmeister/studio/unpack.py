"""Samples as they lie in a WAV file, made into float64 at the speed of the disk."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal import Samples
from tonmeister.signal.kernels import kernel
from tonmeister.studio.riff import chunks, is_wav

_WIDTHS = {"PCM_16": 2, "PCM_24": 3, "PCM_32": 4, "FLOAT": 4}
_mine = threading.local()


class PlainSamples:
    """The samples of a plain WAV file, read with ``pread``: any number of threads may read."""

    _handle = -1

    def __init__(self, path: Path, data_at: int, channels: int, subtype: str) -> None:
        self._handle = os.open(path, os.O_RDONLY)
        self._data_at = data_at
        self._channels = channels
        self._width = _WIDTHS[subtype]
        self._is_float = subtype == "FLOAT"

    @classmethod
    def of(cls, path: Path, channels: int, frames: int, subtype: str) -> PlainSamples | None:
        """Return the samples of a file if it is plain enough, else ``None``."""
        if subtype not in _WIDTHS or channels > 2 or not is_wav(path):
            return None
        for name, start, _ in chunks(path):
            if name == b"data":
                enough = start + frames * channels * _WIDTHS[subtype] <= path.stat().st_size
                return cls(path, start, channels, subtype) if enough else None
        return None

    def into(self, out: Samples, at: int, first: int, count: int) -> None:
        """Put frames from ``first`` on into ``out[:, at : at + count]``."""
        frame_bytes = self._width * self._channels
        raw = _buffer(count * frame_bytes)
        came = os.preadv(self._handle, [raw.data], self._data_at + first * frame_bytes)
        if came < count * frame_bytes:
            raise OSError("the file has become shorter while it was read")
        if self._is_float:
            sound = raw.view("<f4").reshape(count, self._channels).T
            if not np.isfinite(np.sum(sound, dtype=np.float64)):
                sound = np.nan_to_num(sound, nan=0.0, posinf=0.0, neginf=0.0)
            out[:, at : at + count] = sound
        else:
            _unpack(raw, self._width, self._channels, out, at, count)

    def __del__(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)


def _buffer(size: int) -> NDArray[np.uint8]:
    """Return bytes to read into; each thread has its own and uses it again and again."""
    have: Any = getattr(_mine, "bytes", None)
    if have is None or len(have) < size:
        have = _mine.bytes = np.empty(size, np.uint8)
    kept: NDArray[np.uint8] = have[:size]
    return kept


def _unpack_plain(
    raw: NDArray[np.uint8], width: int, channels: int, out: Samples, at: int, count: int
) -> None:
    """Little-endian two's complement to float64, full scale at 1: ``whole / 2**(bits - 1)``."""
    step = channels * width
    if width == 3 and channels == 2:
        words, left, right = raw[: 12 * (count // 2)].view(np.uint32), out[0, at:], out[1, at:]
        for i in range(count // 2):
            a, b, c = words[3 * i], words[3 * i + 1], words[3 * i + 2]
            left[2 * i] = np.int32(np.uint32(a << 8)) * 2.0**-31
            right[2 * i] = np.int32(np.uint32((a >> 16 & 0xFF00) | b << 16)) * 2.0**-31
            left[2 * i + 1] = np.int32(np.uint32((b >> 8 & 0xFFFF00) | c << 24)) * 2.0**-31
            right[2 * i + 1] = np.int32(np.uint32(c & 0xFFFFFF00)) * 2.0**-31
        if count % 2 == 0:
            return
        raw, at, count = raw[6 * (count - 1) :], at + count - 1, 1
    for channel in range(channels):
        place = channel * width
        if width == 2:
            for i in range(count):
                whole = np.int32(np.int32(raw[place]) << 16 | np.int32(raw[place + 1]) << 24)
                out[channel, at + i] = whole * 2.0**-31
                place += step
        elif width == 3:
            for i in range(count):
                whole = np.int32(
                    np.int32(raw[place]) << 8
                    | np.int32(raw[place + 1]) << 16
                    | np.int32(raw[place + 2]) << 24
                )
                out[channel, at + i] = whole * 2.0**-31
                place += step
        else:
            for i in range(count):
                whole = np.int32(
                    np.int32(raw[place])
                    | np.int32(raw[place + 1]) << 8
                    | np.int32(raw[place + 2]) << 16
                    | np.int32(raw[place + 3]) << 24
                )
                out[channel, at + i] = whole * 2.0**-31
                place += step
    if channels == 1:
        out[1, at : at + count] = out[0, at : at + count]


_unpack: Callable[[NDArray[np.uint8], int, int, Samples, int, int], None] = kernel(_unpack_plain)
