"""Sound going to a file, block by block."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import numpy as np
import soundfile as sf
from numpy.typing import NDArray

from tonmeister.studio.disk import part_of
from tonmeister.studio.float_file import FloatFile

Bits = Literal[16, 24, 32]
_WAV_LIMIT = 2**32 - 2**16  # bytes; beyond this a WAV needs 64-bit sizes (RF64)


class WavSink:
    """A WAV file being written. It appears under its name only when it is whole.

    ``bits`` 16 and 24 are fixed point, 32 is float. Full scale is clipped, never wrapped. Dither
    is the caller's. Give ``frames`` if known: what would pass 4 GB becomes RF64. A path that ends
    in ``.flac`` becomes FLAC.
    """

    def __init__(
        self, path: Path, rate_hz: int, *, bits: Bits = 24, channels: int = 2, frames: int = 0
    ) -> None:
        if bits == 32 and path.suffix.lower() == ".flac":
            raise ValueError(f"{path.name}: FLAC holds 16 or 24 bit, not float")
        self.path = path
        self.frames = 0
        flac = path.suffix.lower() == ".flac"
        huge = frames * channels * bits // 8 > _WAV_LIMIT
        self._file: FloatFile | _LibraryFile = (
            _LibraryFile(path, rate_hz, bits, channels, "FLAC" if flac else "RF64")
            if bits < 32 and (flac or huge)
            else FloatFile(path, rate_hz, channels, bits)
        )

    def write(self, block: NDArray[np.floating[Any]]) -> None:
        """Append float ``[channels, n]``."""
        self._file.write(block.T)
        self.frames += block.shape[1]

    def close(self) -> None:
        """Finish the file and give it its name."""
        self._file.close()

    def abort(self) -> None:
        """Drop what was written."""
        self._file.abort()

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


class _LibraryFile:
    """A file that libsndfile writes."""

    def __init__(self, path: Path, rate_hz: int, bits: Bits, channels: int, kind: str) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._part = part_of(path)
        self._file = sf.SoundFile(
            str(self._part),
            "w",
            samplerate=rate_hz,
            channels=channels,
            subtype=f"PCM_{bits}",
            format=kind,
        )

    def write(self, block: NDArray[np.floating[Any]]) -> None:
        self._file.write(np.ascontiguousarray(block))

    def close(self) -> None:
        self._file.close()
        self._part.replace(self._path)

    def abort(self) -> None:
        self._file.close()
        self._part.unlink(missing_ok=True)
