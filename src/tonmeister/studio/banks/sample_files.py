"""Samples that lie in files: found beside the bank, read when a note needs them."""

from __future__ import annotations

import struct
from functools import cached_property
from io import BytesIO
from pathlib import Path

import numpy as np
import soundfile as sf

from tonmeister.instruments.sampler import Recording
from tonmeister.studio.banks.errors import BankError
from tonmeister.studio.kit_files import FolderFiles, KitFiles, inside

SOUNDS = (".wav", ".flac", ".aif", ".aiff", ".ogg", ".mp3")
_LONGEST_S = 300.0
_LICENCES = ("licen", "copying", "readme", "copyright")
_MOST_FOLDER = 20000


class SampleFolder(FolderFiles):
    """A folder of samples, searched only where a bank points; capitals need not be the same.

    Many free libraries were made where ``Piano.WAV`` and ``piano.wav`` are one file.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._root = folder.resolve()
        self._seen: dict[Path, dict[str, str]] = {}

    def find(self, name: str) -> str | None:
        """Return a file's name as it is written on the disk; ``None`` if it is not there."""
        here = self._root
        parts: list[str] = []
        for part in name.split("/"):
            have = self._listed(here)
            real = part if part in have.values() else have.get(part.lower())
            if real is None:
                return None
            here, parts = here / real, [*parts, real]
        return "/".join(parts) if here.is_file() else None

    def _listed(self, folder: Path) -> dict[str, str]:
        if folder not in self._seen:
            names: dict[str, str] = {}
            if folder.is_dir():
                for path in sorted(folder.iterdir()):
                    names.setdefault(path.name.lower(), path.name)
                    if len(names) > _MOST_FOLDER:
                        raise BankError(f"the folder {folder.name} holds over {_MOST_FOLDER} files")
            self._seen[folder] = names
        return self._seen[folder]

    def licence(self, of: str = "") -> str:
        """Return the first lines of a licence that lies beside the bank, and its name."""
        names = self._listed(self._root / of) if of else self._listed(self._root)
        for lower, name in sorted(names.items()):
            if lower.startswith(_LICENCES):
                path = f"{of}/{name}" if of else name
                if (self._root / path).is_file():
                    return f"see {name}: {_head(self.data(path))}"
        return "not said"


def _head(data: bytes) -> str:
    said = " ".join(data[:2000].decode("utf-8", "replace").split())
    return said[:160] + ("..." if len(said) > 160 else "")


class FileSound:
    """One sample in a file of a bank."""

    def __init__(self, files: KitFiles, name: str) -> None:
        self._files, self._name = files, name

    @property
    def name(self) -> str:
        """Its file, as the bank names it."""
        return self._name

    def load(self) -> Recording:
        """Read it; raises ``BankError``."""
        return self._recording

    @cached_property
    def _recording(self) -> Recording:
        data = self._files.data(inside(self._name))
        try:
            with sf.SoundFile(BytesIO(data)) as file:
                if file.frames > _LONGEST_S * file.samplerate:
                    raise BankError(f"{self._name}: it lasts over {_LONGEST_S:.0f} s: no note")
                sound = file.read(dtype="float32", always_2d=True)
                rate_hz = float(file.samplerate)
        except (sf.SoundFileError, RuntimeError) as error:
            raise BankError(f"{self._name}: it cannot be read as sound ({error})") from error
        clean = np.nan_to_num(sound[:, :2].T, nan=0.0, posinf=0.0, neginf=0.0)
        loop = _loop(data)
        if loop is not None and not 0 <= loop[0] < loop[1] <= clean.shape[1]:
            loop = None
        return Recording(np.ascontiguousarray(clean), rate_hz, loop)


def _loop(data: bytes) -> tuple[int, int] | None:
    """Return the loop that a WAV file says in its ``smpl`` chunk."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        return None
    at = 12
    while at + 8 <= len(data):
        name, size = struct.unpack("<4sI", data[at : at + 8])
        if name == b"smpl" and size >= 60 and at + 68 <= len(data):
            if struct.unpack("<I", data[at + 36 : at + 40])[0] < 1:
                return None
            first, last = struct.unpack("<II", data[at + 52 : at + 60])
            return int(first), int(last) + 1
        at += 8 + size + (size & 1)
    return None
