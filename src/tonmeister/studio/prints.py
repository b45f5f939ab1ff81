"""Prints: what strips sounded like, kept by the hash of all that shaped them."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal import Samples
from tonmeister.studio.disk import part_of
from tonmeister.studio.features_cache import engine_version
from tonmeister.studio.project import Project
from tonmeister.studio.session_file import read_session

LIMIT_BYTES = 6 * 2**30
"""How much room all prints of a song may take; those longest unused go first."""


@dataclass(frozen=True, slots=True)
class Print:
    """A print as ``Source``. Read with ``pread``: threads may share it, and unlike a memory map it
    does not count as memory of ours.
    """

    path: Path
    rate_hz: int
    frames: int
    handle: _Handle

    def read(self, start: int, count: int) -> Samples:
        """Return float64 ``[2, count]``; silence outside."""
        first, last = max(start, 0), min(start + count, self.frames)
        out = np.empty((2, count)) if last - first == count else np.zeros((2, count))
        if last <= first:
            return out
        for channel in (0, 1):
            at = 4 * (channel * self.frames + first)
            raw = os.pread(self.handle.number, 4 * (last - first), at)
            out[channel, first - start : last - start] = np.frombuffer(raw, "<f4")
        return out

    def read_print(self, start: int, count: int) -> NDArray[np.float32]:
        """Return float32 ``[2, count]``, as it is kept; silence outside."""
        first, last = max(start, 0), min(start + count, self.frames)
        if last - first < count:
            return self.read(start, count).astype(np.float32)
        out = np.empty((2, count), "<f4")
        for channel in (0, 1):
            at = 4 * (channel * self.frames + first)
            os.preadv(self.handle.number, [out[channel]], at)
        return out


class _Handle:
    """An open file that is closed with the last print that reads it."""

    number = -1

    def __init__(self, path: Path) -> None:
        self.number = os.open(path, os.O_RDONLY)

    def __del__(self) -> None:
        if self.number >= 0:
            os.close(self.number)


class PrintFile:
    """A print being made: float32, left and then right. It counts only once it is closed."""

    def __init__(self, path: Path, frames: int) -> None:
        self.path = path
        self.frames = frames
        self._at = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._part = part_of(path)
        self._handle = os.open(self._part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o666)
        os.truncate(self._handle, 8 * frames)  # silence takes no room on disk

    def write(self, block: NDArray[np.float32] | Samples) -> None:
        """Take the next frames, ``[2, n]``."""
        count = block.shape[1]
        if self._at + count > self.frames:
            raise ValueError(f"a print of {self.frames} frames got {self._at + count}")
        if block.any():
            small = np.ascontiguousarray(block, dtype="<f4")
            for channel in (0, 1):
                os.pwrite(
                    self._handle,
                    small[channel].tobytes(),
                    4 * (channel * self.frames + self._at),
                )
        self._at += count

    def close(self) -> None:
        """Make the print whole: from now on it can be opened."""
        os.close(self._handle)
        self._part.replace(self.path)

    def discard(self) -> None:
        """Throw away what was written; nothing is left."""
        os.close(self._handle)
        self._part.unlink(missing_ok=True)


@dataclass(slots=True)
class Prints:
    """The prints of a project, as the console's ``PrintStore``. The rate is the session's."""

    project: Project
    rate_hz: int = 0
    limit_bytes: int = LIMIT_BYTES
    _used: set[str] = field(default_factory=set)

    def open(self, key: str) -> Print | None:
        """Return a print, or ``None`` if there is none."""
        path = self._path(key)
        try:
            handle = _Handle(path)
        except FileNotFoundError:
            return None
        os.utime(handle.number)  # used now: others go before it
        self._used.add(path.name)
        self.rate_hz = self.rate_hz or read_session(self.project).rate_hz
        return Print(path, self.rate_hz, os.fstat(handle.number).st_size // 8, handle)

    def create(self, key: str, frames: int) -> PrintFile:
        """Begin a print of that many frames."""
        path = self._path(key)
        self._used.add(path.name)
        self._make_room(8 * frames)
        return PrintFile(path, frames)

    def _path(self, key: str) -> Path:
        return self.project.cache / "prints" / f"{key[:64]}-{engine_version()}.f32"

    def _make_room(self, wanted_bytes: int) -> None:
        kept = []
        for path in (self.project.cache / "prints").glob("*.f32"):
            try:
                stat = path.stat()
            except FileNotFoundError:
                continue
            kept.append((stat.st_mtime_ns, stat.st_blocks * 512, path))
        over = sum(size for _, size, _ in kept) + wanted_bytes - self.limit_bytes
        for _, size, path in sorted(kept):
            if over <= 0:
                break
            if path.name not in self._used:
                path.unlink(missing_ok=True)
                over -= size
