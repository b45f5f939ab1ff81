"""A song that was decided and rendered once; each test gets a copy and an assistant for it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.flow.little_song import write_song
from tests.mcp_server.talk import Talk, talk_to
from tonmeister.flow.produce import check_only, decide_only
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import Wishes


@pytest.fixture(scope="session")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A song with a sheet, played once. Tests must not change it."""
    song = write_song(tmp_path_factory.mktemp("assisted") / "Little Song", length_s=6.0)
    wishes = Wishes(song=song, genre="rock")
    decide_only(wishes, Teller())
    check_only(wishes, Teller())
    return song


@pytest.fixture
def song(decided: Path, tmp_path: Path) -> Path:
    """A song of one's own, decided and rendered."""
    return Path(shutil.copytree(decided, tmp_path / "songs" / decided.name))


@pytest.fixture
def reader(song: Path) -> Talk:
    """An assistant that may only look and listen."""
    return talk_to(song)


@pytest.fixture
def writer(song: Path) -> Talk:
    """An assistant that may change the sheet."""
    return talk_to(song, may_write=True)


@pytest.fixture(scope="module")
def lasting(decided: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A song that a test file shares: its tests see to it that nothing of it changes."""
    return Path(shutil.copytree(decided, tmp_path_factory.mktemp("lasting") / decided.name))


@pytest.fixture(scope="module")
def refused_writer(lasting: Path) -> Talk:
    """An assistant that may change the shared song, but is refused."""
    return talk_to(lasting, may_write=True)
