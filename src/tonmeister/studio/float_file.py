"""Sound in WAV files, written fast; silence takes no room on disk."""

from __future__ import annotations

import os
import struct
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from tonmeister.studio.disk import part_of
from tonmeister.studio.pack import packed

_HEAD_BYTES = 80  # RIFF, room for 64-bit sizes, format, data


class FloatFile:
    """A WAV (RF64 where it must be) being written; it gets its name when it is whole.

    ``bits`` is 32 for float, or 16 or 24 for whole numbers.
    Half of the lanes of a real session are silence: pieces of nothing but zeros are left as holes.
    """

    def __init__(self, path: Path, rate_hz: int, channels: int, bits: int = 32) -> None:
        self.path = path
        self._rate_hz, self._channels, self._bits = rate_hz, channels, bits
        self._bytes = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._part = part_of(path)
        self._handle = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)

    def write(self, block: NDArray[np.floating[Any]]) -> None:
        """Append float ``[frame, channel]``."""
        if block.shape[1] != self._channels:
            raise ValueError(
                f"{self.path.name} has {self._channels} channels, not {block.shape[1]}"
            )
        if block.any():
            rows = (
                np.ascontiguousarray(block, dtype="<f4").data.cast("B")
                if self._bits == 32
                else packed(block.T, self._bits).data
            )
            at = _HEAD_BYTES + self._bytes
            while rows:
                done = os.pwrite(self._handle, rows, at)
                rows, at = rows[done:], at + done
        self._bytes += self._bits // 8 * block.size

    def close(self) -> None:
        """Finish the file and give it its name."""
        try:
            os.truncate(self._handle, _HEAD_BYTES + self._bytes + self._bytes % 2)
            os.pwrite(self._handle, self._head(), 0)
        finally:
            os.close(self._handle)
        self._part.replace(self.path)

    def abort(self) -> None:
        """Drop what was written."""
        os.close(self._handle)
        self._part.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abort()

    def _head(self) -> bytes:
        frame_bytes = self._bits // 8 * self._channels
        whole = _HEAD_BYTES + self._bytes + self._bytes % 2 - 8
        huge = whole >= 2**32
        sizes = struct.pack("<QQQI", whole, self._bytes, self._bytes // frame_bytes, 0)
        form = struct.pack(
            "<HHIIHH",
            3 if self._bits == 32 else 1,
            self._channels,
            self._rate_hz,
            self._rate_hz * frame_bytes,
            frame_bytes,
            self._bits,
        )
        return b"".join((
            b"RF64" if huge else b"RIFF", struct.pack("<I", 0xFFFFFFFF if huge else whole), b"WAVE",
            b"ds64" if huge else b"JUNK", struct.pack("<I", 28), sizes,
            b"fmt ", struct.pack("<I", 16), form,
            b"data", struct.pack("<I", 0xFFFFFFFF if huge else self._bytes),
        ))  # fmt: skip
