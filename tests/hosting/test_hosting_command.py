"""``tonmeister plugins``, as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hosting_scene import Fakes, fakes_in

from tonmeister.app.cli import main


@pytest.fixture
def fakes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fakes:
    monkeypatch.setenv("LV2_PATH", str(tmp_path))
    return fakes_in(tmp_path / "fakes", monkeypatch)


def test_what_is_installed_is_listed(fakes: Fakes, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugins", "--find", "gain"]) == 0
    assert "vst3  Gain.vst3" in capsys.readouterr().out
    assert main(["plugins", "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {"Gain.vst3", "Late.vst3"} <= {plugin["id"] for plugin in told["plugins"]}
    assert not fakes.calls


def test_one_is_shown_with_range_and_default(
    fakes: Fakes, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plugins", "Gain"]) == 0
    assert "gain_db  -60 to 24, at first 0  Gain" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["Nothing here", "urn:nobody:nothing"])
def test_one_that_is_not_there_is_one_line(
    name: str, fakes: Fakes, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plugins", name]) == 2
    said = capsys.readouterr().err.strip()
    assert name in said
    assert "is installed" in said
    assert "\n" not in said


@pytest.mark.system
def test_what_cannot_be_played_here_is_listed_with_the_reason(
    lv2_plugins: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tonmeister.studio.hosts.lv2.has_lilv", lambda: False)
    assert main(["plugins", "--find", "ZamComp", "--all"]) == 0
    said = capsys.readouterr().out
    assert "urn:zamaudio:ZamComp  ZamComp  (not here: it has a side-chain" in said
    assert main(["plugins", "http://gareus.org/oss/lv2/dpl#stereo", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["plugin"]
    gain = next(p for p in told["parameters"] if p["id"] == "gain")
    assert (gain["low"], gain["high"], gain["default"]) == (-10.0, 30.0, 0.0)
