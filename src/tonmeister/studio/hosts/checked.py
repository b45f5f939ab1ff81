"""Whether what a host gave back is what was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile as sf

from tonmeister.signal import Samples
from tonmeister.studio.hosts.found import CannotHost

_BLOCK_FRAMES = 1 << 16
_LOUDEST = 1e4  # 80 dB over full scale: no sound, but a plug-in gone wild


@dataclass(frozen=True, slots=True)
class Came:
    """What came out of a plug-in: one file of one or two sides, or a file a side."""

    files: tuple[Path, ...]

    def read(self, start: int, count: int) -> Samples:
        """Return float64 ``[2, count]``; silence behind its end."""
        out = np.zeros((2, count))
        sides = [_read(path, start, count) for path in self.files]
        rows = np.concatenate(sides, axis=0)
        out[:, : rows.shape[1]] = rows[[0, -1]]
        return out


def _read(path: Path, start: int, count: int) -> Samples:
    with sf.SoundFile(str(path)) as file:
        file.seek(min(start, file.frames))
        return np.asarray(file.read(count, dtype="float64", always_2d=True).T)


def checked(files: tuple[Path, ...], *, rate_hz: int, frames: int, channels: int) -> Came:
    """Return what came out; raises ``CannotHost`` if it has another length, rate or is no sound."""
    for path in files:
        if not path.is_file():
            raise CannotHost("nothing came back")
        try:
            with sf.SoundFile(str(path)) as file:
                if file.samplerate != rate_hz:
                    raise CannotHost(f"it came back at {file.samplerate} Hz, not at {rate_hz} Hz")
                if file.frames != frames:
                    raise CannotHost(f"{file.frames} frames came back, but {frames} went in")
                if file.channels != channels:
                    raise CannotHost(f"{file.channels} channels came back, not {channels}")
                for block in file.blocks(_BLOCK_FRAMES, dtype="float64"):
                    _sound(block)
        except sf.SoundFileError as error:
            raise CannotHost(f"what came back cannot be read as sound ({error})") from error
    return Came(files)


def _sound(block: Samples) -> None:
    highest = float(np.abs(block).max(initial=0.0))
    if not np.isfinite(highest):
        raise CannotHost("what came back is no sound: it holds values that are no numbers")
    if highest > _LOUDEST:
        raise CannotHost(f"it went wild: a peak of {20 * np.log10(highest):.0f} dBFS came back")
