"""The sound files that a project names: found, looked into, each once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from tonmeister.exchange.daw.opening import CannotOpen, base_name, sound_path
from tonmeister.model.daw import DawFile

_BITS = {"PCM_S8": 8, "PCM_U8": 8, "PCM_16": 16, "PCM_24": 24, "DOUBLE": 64}


@dataclass
class Sounds:
    """Sound files by the path that the project tells; ``missing`` and ``unread`` by their names."""

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
            return None
        same = next((file for file in self.files if file.path == str(path)), None)
        if same is not None:
            return same
        try:
            info = soundfile.info(str(path))
        except (soundfile.LibsndfileError, OSError):
            self.unread.append(name)
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

    def _free(self, name: str) -> str:
        taken, got, count = {file.name for file in self.files}, name, 2
        while got in taken:
            path = PurePosixPath(name)
            got, count = f"{path.stem} {count}{path.suffix}", count + 1
        return got
