"""What a WAV file says about itself beside its sound: where in the song it belongs.

Chunks after EBU Tech 3285 (BWF ``bext``) and ITU-R BS.2088 / EBU Tech 3306 (``RF64``, ``BW64``).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_HEADS = (b"RIFF", b"RF64", b"BW64")
_TIME_REFERENCE = 338  # bytes into the bext chunk: description, originator, reference, date, time


def is_wav(path: Path) -> bool:
    """Whether a file begins as a WAV, RF64 or BW64 file does."""
    with path.open("rb") as file:
        head = file.read(12)
    return head[:4] in _HEADS and head[8:12] == b"WAVE"


@dataclass(frozen=True, slots=True)
class Header:
    """Where a broadcast WAV begins, in frames since midnight (``None``: it does not say), and how
    much of the announced sound is missing at its end.
    """

    time_reference_frames: int | None = None
    missing_percent: float = 0.0


def read_header(path: Path) -> Header:
    """Read what a WAV file says about itself; nothing if it is no WAV."""
    if not is_wav(path):
        return Header()
    length = path.stat().st_size
    reference: int | None = None
    missing = 0.0
    with path.open("rb") as file:
        for name, start, size in chunks(path):
            if name == b"bext" and size >= _TIME_REFERENCE + 8 <= length - start:
                file.seek(start + _TIME_REFERENCE)
                low, high = struct.unpack("<II", file.read(8))
                reference = int(low) + (int(high) << 32)
            elif name == b"data" and start + size > length:
                missing = 100.0 * (start + size - length) / size
    return Header(reference, missing)


def chunks(path: Path) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, first byte and size of each chunk; 64-bit sizes are taken from ``ds64``."""
    length = path.stat().st_size
    big: dict[bytes, int] = {}
    with path.open("rb") as file:
        at = 12
        while at + 8 <= length:
            file.seek(at)
            name, size = struct.unpack("<4sI", file.read(8))
            if name == b"ds64" and size >= 28:
                body = file.read(min(size, 28))
                big[b"data"] = struct.unpack("<QQQI", body)[1]
            elif size == 0xFFFFFFFF:
                size = big.get(name, length - at - 8)  # a stream that knew no size: to the end
            yield name, at + 8, size
            at += 8 + size + (size & 1)
