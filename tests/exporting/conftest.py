"""A small song with a mix, made once a worker; tests must not change it."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_mix import small_project

from tonmeister.studio import Project


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project of a song whose mix a person wrote."""
    return small_project(tmp_path_factory.mktemp("small") / "Small Song")


@pytest.fixture
def small_of_my_own(tmp_path: Path) -> Project:
    """The same, for a test that changes it."""
    return small_project(tmp_path / "Small Song")
