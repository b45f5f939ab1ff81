"""A song's folder to test with."""

from __future__ import annotations

from pathlib import Path

import pytest
import soundfile as sf
from studio_sounds import Sound, Write, hiss

from tonmeister.studio import Project


@pytest.fixture
def song(tmp_path: Path) -> Path:
    folder = tmp_path / "My Song"
    folder.mkdir()
    return folder


@pytest.fixture
def write(song: Path) -> Write:
    """Write a sound file into the song's folder."""

    def write(
        name: str, sound: Sound | None = None, rate_hz: int = 48000, subtype: str | None = None
    ) -> Path:
        path = song / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if sound is None:
            sound = hiss(seed=sum(name.encode()), rate_hz=rate_hz)
        sf.write(str(path), sound, rate_hz, subtype=subtype)
        return path

    return write


@pytest.fixture
def project(song: Path) -> Project:
    return Project.open(song)
