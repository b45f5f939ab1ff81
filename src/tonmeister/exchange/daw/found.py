"""The sound files that another program's session names: found, looked into, each once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from tonmeister.exchange.daw.opening import CannotOpen, base_name, sound_path
from tonmeister.exchange.daw.remarks import Remarks
from tonmeister.model.daw import DawFile
from tonmeister.studio.float_file import FloatFile

_FEW = 5
_BLOCK_FRAMES = 1 << 16
_BITS = {"PCM_S8": 8, "PCM_U8": 8, "PCM_16": 16, "PCM_24": 24, "DOUBLE": 64}


@dataclass
class Sounds:
    """Sound files by the path that the session tells; ``missing`` and ``unread`` by their names.

    These two stand among ``files``, too, with no path and no frames: so whoever reads the session
    can see that they are wanted.
    """

    folder: Path
    outside: bool = False
    files: list[DawFile] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    _by_path: dict[str, DawFile | None] = field(default_factory=dict)

    def file(self, told: str) -> DawFile | None:
        """Return the file, or ``None`` where it is missing or no sound; raises ``CannotOpen``."""
        if told not in self._by_path:
            self._by_path[told] = self._found(told)
        return self._by_path[told]

    def _found(self, told: str) -> DawFile | None:
        import soundfile

        try:
            name = base_name(told)
            path = sound_path(told, self.folder, outside=self.outside)
        except CannotOpen:
            raise
        except (OSError, ValueError):
            name, path = told[:80], None
        if path is None:
            self.missing.append(name)
            self._note_absent(name)
            return None
        same = next((file for file in self.files if file.path == str(path)), None)
        if same is not None:
            return same
        try:
            info = soundfile.info(str(path))
        except (soundfile.LibsndfileError, OSError):
            self.unread.append(name)
            self._note_absent(name)
            return None
        file = DawFile(
            name=self._free(path.name),
            path=str(path),
            channels=info.channels,
            rate_hz=info.samplerate,
            frames=info.frames,
            bits=_BITS.get(info.subtype, 32),
        )
        self.files.append(file)
        return file

    def _note_absent(self, name: str) -> None:
        absent = DawFile(name=self._free(name), path="", channels=1, rate_hz=48000, frames=0)
        self.files.append(absent)

    def say(self, remarks: Remarks) -> None:
        """Say which files are missing or no sound."""
        for names, what in (
            (self.missing, "not there"),
            (self.unread, "no sound that we read"),
        ):
            if names:
                few = ", ".join(names[:_FEW])
                more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
                remarks.say(f"{few}{more}: {what}, so the clips of it were left out")

    def joined(self, one: DawFile, other: DawFile, into: Path) -> DawFile:
        """Return two mono files as one stereo file, written under ``into`` once."""
        import numpy as np
        import soundfile

        told = f"{one.path}\n{other.path}"
        had = self._by_path.get(told)
        if had is not None:
            return had
        stem = re.sub(r"[%.\- _]?[LlRr12]$", "", PurePosixPath(one.name).stem) or "Sound"
        name = self._free(f"{stem}.wav")
        path = into / name
        frames = 0
        with (
            soundfile.SoundFile(one.path) as left,
            soundfile.SoundFile(other.path) as right,
            FloatFile(path, one.rate_hz, 2) as out,
        ):
            while True:
                sides = [side.read(_BLOCK_FRAMES, "float32") for side in (left, right)]
                length = max(len(side) for side in sides)
                if not length:
                    break
                out.write(np.stack([np.pad(s, (0, length - len(s))) for s in sides], axis=1))
                frames += length
        file = DawFile(
            name=name, path=str(path), channels=2, rate_hz=one.rate_hz, frames=frames, bits=32
        )
        self.files.append(file)
        self._by_path[told] = file
        return file

    def _free(self, name: str) -> str:
        taken, got, count = {file.name for file in self.files}, name, 2
        while got in taken:
            path = PurePosixPath(name)
            got, count = f"{path.stem} {count}{path.suffix}", count + 1
        return got
