"""What all tests share: the recordings for measuring, and programs of the system."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

MATERIAL = Path(__file__).resolve().parents[2] / "shared" / "material"


def _miss(what: str) -> None:
    """Skip loudly; in CI, where it must be there, fail."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def material() -> Path:
    """The shared recordings: a folder beside the checkout. Only some machines have it."""
    if not MATERIAL.is_dir():
        pytest.skip(f"no shared recordings at {MATERIAL.name}: this test measured nothing")
    return MATERIAL


@pytest.fixture(scope="session")
def ffmpeg() -> str:
    """The ffmpeg program, or a loud skip (a failure in CI)."""
    found = shutil.which("ffmpeg")
    if not found:
        _miss("ffmpeg is not installed: run tools/install-system.sh")
    return str(found)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The Chromium program, or a loud skip (a failure in CI)."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        _miss("chromium is not installed: run tools/install-system.sh")
    return str(found)
