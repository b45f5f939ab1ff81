"""A little song, and the record that is made of it once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from little_song import write_song
from program import Ran, run


@pytest.fixture(scope="session")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of raw tracks. Tests must not change it."""
    return write_song(tmp_path_factory.mktemp("songs") / "Little Song")


@pytest.fixture(scope="session")
def record(song: Path, tmp_path_factory: pytest.TempPathFactory, ffmpeg: str) -> Ran:
    """The record made of the little song."""
    out = tmp_path_factory.mktemp("out") / "project"
    return run("produce", song, "--genre", "rock", "--out", out, "--json")
