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


@pytest.fixture(scope="session")
def ardour() -> str:
    """Ardour's program that renders a session (ardour7-export or newer), or a loud skip."""
    places = os.environ.get("PATH", "").split(os.pathsep)
    found = sorted(str(p) for place in places for p in Path(place).glob("ardour[0-9]*-export"))
    if not found:
        _miss("Ardour is not installed: run tools/install-system.sh ardour")
    return found[-1]


@pytest.fixture(scope="session")
def xmllint() -> str:
    """The xmllint program, or a loud skip (a failure in CI)."""
    found = shutil.which("xmllint")
    if not found:
        _miss("xmllint is not installed: run tools/install-system.sh xmllint")
    return str(found)


@pytest.fixture(scope="session")
def lv2_plugins(ffmpeg: str) -> Path:
    """The folder with the LV2 plug-ins of x42, LSP and ZAM, or a loud skip (a failure in CI)."""
    places = [Path(p) / "lv2" for p in ("/usr/lib", "/usr/local/lib", str(Path.home() / "lib"))]
    wanted = ("fil4.lv2", "lsp-plugins.lv2", "ZamComp.lv2")
    for place in places:
        if all((place / bundle).is_dir() for bundle in wanted):
            return place
    _miss("the LV2 plug-ins are not installed: run tools/install-system.sh lv2-plugins")
    raise AssertionError
