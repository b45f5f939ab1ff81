"""The sound files of a DAWproject: unpacked under the given folder, or where they lie outside."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterable
from math import isfinite
from pathlib import Path

import soundfile as sf

from tonmeister.exchange.daw.opening import base_name, extracted, sound_path
from tonmeister.exchange.dawproject.reading.heard import Heard
from tonmeister.model.daw import DawFile

USUAL_RATE_HZ = 48000
_BITS = {"PCM_S8": 8, "PCM_U8": 8, "PCM_16": 16, "PCM_24": 24, "DOUBLE": 64}


class Files:
    """Opens each sound once. ``made`` are the files that were unpacked.

    What is missing, or is no sound, has a name but no path; ``missing`` says so, a line each.
    """

    def __init__(
        self, packed: zipfile.ZipFile, session: Path, into: Path, *, outside: bool
    ) -> None:
        self.made: list[Path] = []
        self.missing: list[str] = []
        self._packed, self._session, self._into = packed, session, into
        self._outside = outside
        self._names = {_plain(name): name for name in packed.namelist()}
        self._found: dict[tuple[str, bool], DawFile] = {}
        self._taken: set[str] = set()

    def of(self, sound: Heard) -> DawFile:
        """Return the file that a sound plays."""
        key = (_plain(sound.path), sound.external)
        if key not in self._found:
            path = self._outside_file(sound.path) if sound.external else self._unpacked(sound.path)
            self._found[key] = self._described(path, sound)
        return self._found[key]

    @property
    def all(self) -> tuple[DawFile, ...]:
        """All files that were asked for."""
        return tuple(self._found.values())

    def _unpacked(self, told: str) -> Path | None:
        name = self._names.get(_plain(told))
        if name is None:
            self.missing.append(
                f"{told} is not in {self._session.name}, though it plays it: silent here."
            )
            return None
        path = extracted(self._packed, name, self._into)
        self.made.append(path)
        return path

    def _outside_file(self, told: str) -> Path | None:
        path = sound_path(told, self._session.parent, outside=self._outside)
        if path is None:
            self.missing.append(
                f"{told} is not beside {self._session.name}, which plays it: silent here."
            )
        return path

    def _described(self, path: Path | None, sound: Heard) -> DawFile:
        told = base_name(sound.path) if path is None else path.name
        name = self._own_name(sound.label or told)
        try:
            info = None if path is None else sf.info(str(path))
        except (sf.LibsndfileError, OSError, TypeError):
            self.missing.append(f"{told} is no sound that can be read: silent here.")
            info = None
        if info is None or path is None:
            length_s = sound.length_s if isfinite(sound.length_s) else 0.0
            return DawFile(
                name=name, path="", channels=sound.channels, rate_hz=sound.rate_hz,
                frames=round(length_s * sound.rate_hz),
            )  # fmt: skip
        return DawFile(
            name=name, path=str(path), channels=info.channels, rate_hz=info.samplerate,
            frames=info.frames, bits=_BITS.get(info.subtype, 32),
        )  # fmt: skip

    def _own_name(self, wanted: str) -> str:
        name, number = wanted, 2
        while name.casefold() in self._taken:
            name, number = f"{Path(wanted).stem} {number}{Path(wanted).suffix}", number + 1
        self._taken.add(name.casefold())
        return name


def main_rate_hz(files: Iterable[DawFile]) -> int:
    """Return the rate that most of the files have."""
    counted = Counter(file.rate_hz for file in files if file.path)
    return max(counted, key=lambda rate: (counted[rate], rate)) if counted else USUAL_RATE_HZ


def _plain(path: str) -> str:
    """Return a path in the container as all programs mean it."""
    return path.replace("\\", "/").removeprefix("./").lstrip("/")
