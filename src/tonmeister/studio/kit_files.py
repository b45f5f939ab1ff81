"""The files of a drum kit, wherever they lie: a folder, or an archive that stays packed.

Nothing outside the kit can be named from inside it.
"""

from __future__ import annotations

import tarfile
from collections.abc import Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Protocol

import numpy as np
import soundfile as sf
import soxr

from tonmeister.signal import Samples

_MOST_BYTES = 400_000_000
_MOST_FILES = 5000
_LONGEST_S = 30.0


class KitError(ValueError):
    """A drum kit cannot be used: one clear line."""


class KitFiles(Protocol):
    """Files by their names inside the kit, with ``/`` between folders."""

    def names(self) -> Sequence[str]: ...

    def data(self, name: str) -> bytes: ...


def inside(name: str, of: str = "") -> str:
    """Return a name as written in a kit (from its subfolder ``of``), made plain.

    Raises ``KitError`` if it leads out of the kit.
    """
    said = name.replace("\\", "/").strip()
    if said.startswith("/") or (len(said) > 1 and said[1] == ":") or "\0" in said:
        raise KitError(f"the kit names {name!r}, which does not lie inside the kit")
    parts: list[str] = [p for p in of.split("/") if p not in ("", ".")]
    for part in said.split("/"):
        if part == "..":
            if not parts:
                raise KitError(f"the kit names {name!r}, which does not lie inside the kit")
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


class FolderFiles:
    """A kit that lies in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def names(self) -> Sequence[str]:
        """Return all files, sorted."""
        found: list[str] = []
        for path in self._folder.rglob("*"):
            if len(found) >= _MOST_FILES:
                raise KitError(
                    f"{self._folder.name} holds more than {_MOST_FILES} files: name the kit's own "
                    "folder"
                )
            if path.is_file() and not path.name.startswith("."):
                found.append(path.relative_to(self._folder).as_posix())
        return sorted(found)

    def data(self, name: str) -> bytes:
        """Return a file; links out of the folder are not followed."""
        path = (self._folder / inside(name)).resolve()
        if not path.is_relative_to(self._folder):
            raise KitError(f"the kit names {name!r}, which does not lie inside the kit")
        try:
            if path.stat().st_size > _MOST_BYTES:
                raise KitError(f"{name}: it is too large for a drum sound")
            return path.read_bytes()
        except OSError as error:
            raise KitError(f"the kit names {name!r}, but that file is not there") from error


class TarFiles:
    """A kit in a tar archive (``.h2drumkit``), read without unpacking anything."""

    def __init__(self, path: Path) -> None:
        self._held: dict[str, bytes] = {}
        size = 0
        try:
            with tarfile.open(path, "r:*") as tar:
                for member in tar:
                    if member.isdir():
                        continue
                    name = inside(member.name)
                    if not member.isfile():
                        raise KitError(f"{path.name} holds {name!r}, which is a link, not a file")
                    size += member.size
                    if size > _MOST_BYTES or len(self._held) >= _MOST_FILES:
                        raise KitError(f"{path.name} is larger than a drum kit may be (400 MB)")
                    file = tar.extractfile(member)
                    self._held[name] = file.read() if file else b""
        except (tarfile.TarError, OSError, EOFError) as error:
            raise KitError(f"{path.name} cannot be unpacked ({error}): fetch it again") from error
        tops = {PurePosixPath(name).parts[0] for name in self._held if "/" in name}
        flat = any("/" not in name for name in self._held)
        if len(tops) == 1 and not flat:
            top = tops.pop() + "/"
            self._held = {name.removeprefix(top): data for name, data in self._held.items()}

    def names(self) -> Sequence[str]:
        """Return all files, sorted."""
        return sorted(self._held)

    def data(self, name: str) -> bytes:
        """Return a file."""
        try:
            return self._held[inside(name)]
        except KeyError as error:
            raise KitError(f"the kit names {name!r}, but that file is not there") from error


def read_shot(data: bytes, name: str, rate_hz: int, tune_cents: float = 0.0) -> Samples:
    """Return a sound [channels, n] at a rate, retuned as a sampler does (by speed)."""
    try:
        with sf.SoundFile(BytesIO(data)) as file:
            if file.frames > _LONGEST_S * file.samplerate:
                raise KitError(f"{name}: it lasts over {_LONGEST_S:.0f} s, no drum stroke")
            sound = file.read(dtype="float64", always_2d=True)
            from_hz = float(file.samplerate)
    except (sf.SoundFileError, RuntimeError) as error:
        raise KitError(f"{name}: it cannot be read as sound ({error})") from error
    sound = np.nan_to_num(sound[:, :2], nan=0.0, posinf=0.0, neginf=0.0)
    from_hz *= 2.0 ** (tune_cents / 1200.0)
    if from_hz != rate_hz and len(sound):
        sound = soxr.resample(sound, from_hz, rate_hz, quality="VHQ")
    return np.ascontiguousarray(sound.T, dtype=np.float64)


def not_there(files: Sequence[str]) -> str:
    """Return a line about files that a kit names but does not hold."""
    names = sorted(set(files))
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return f"the kit names sounds that are not there: {', '.join(names[:4])}{more}"


def sha256_of(data: bytes) -> str:
    """Return what names a sound for good."""
    return sha256(data).hexdigest()
