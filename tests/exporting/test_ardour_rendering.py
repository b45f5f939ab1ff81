"""Rendering by Ardour when Ardour does not do as it should; a small script stands in for it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tonmeister.exchange.ardour import ArdourFailed, NoArdour, rendered, running
from tonmeister.exchange.daw.opening import CannotOpen

SESSION = '<Session sample-rate="48000"><Locations/></Session>'


def stand_in(folder: Path, body: str, name: str = "ardour7-export") -> None:
    """Put a script where Ardour would be; it counts its runs in ``runs``."""
    program = folder / name
    program.write_text(f'#!/bin/sh\necho run >> "{folder}/runs"\nout="$4"\n{body}\n')
    program.chmod(0o755)


def runs(folder: Path) -> int:
    return len((folder / "runs").read_text().split())


@pytest.fixture
def bin_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The one folder where programs are looked for, besides those of the shell."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}")
    return folder


@pytest.fixture
def session(tmp_path: Path) -> Path:
    path = tmp_path / "song" / "Song.ardour"
    path.parent.mkdir()
    path.write_text(SESSION)
    return path


def test_a_crash_is_tried_again_and_its_file_never_taken(
    bin_: Path, session: Path, tmp_path: Path
) -> None:
    stand_in(bin_, f'if [ -e "{tmp_path}/once" ]; then printf whole > "$out"; exit 0; fi\n'
                   f'printf half > "$out"; : > "{tmp_path}/once"; kill -6 $$')  # fmt: skip
    said: list[str] = []
    out = rendered(session, tmp_path / "out.wav", said.append)
    assert out.read_text() == "whole"
    assert runs(bin_) == 2
    assert said == ["Ardour, try 1 of 5: it crashed (-6)"]


def test_an_ardour_that_stands_still_is_ended_and_reads_from_disk_next(
    bin_: Path, session: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_LOOK_S", 0.2)
    config = "$XDG_CONFIG_HOME/ardour7/config"
    stand_in(bin_, f'if [ -e "{tmp_path}/once" ]; then /bin/cat {config} > "$out"; exit 0; fi\n'
                   f'/bin/cat {config} > "{tmp_path}/once"; exec /bin/sleep 60')  # fmt: skip
    said: list[str] = []
    out = rendered(session, tmp_path / "out.wav", said.append)
    assert said == ["Ardour, try 1 of 5: it stood still"]
    assert "playback-buffer-seconds" in (tmp_path / "once").read_text()
    assert "playback-buffer-seconds" not in out.read_text()


def test_five_crashes_are_enough(bin_: Path, session: Path, tmp_path: Path) -> None:
    stand_in(bin_, "kill -6 $$")
    with pytest.raises(ArdourFailed, match="in 5 tries: it crashed"):
        rendered(session, tmp_path / "out.wav")
    assert runs(bin_) == 5
    assert not (tmp_path / "out.wav").exists()


def test_a_session_that_ardour_refuses_is_told_with_its_reason(
    bin_: Path, session: Path, tmp_path: Path
) -> None:
    stand_in(bin_, "exit 1")
    stand_in(bin_, 'echo "[ERROR]: no RouteGroups"', "ardour7-lua")
    with pytest.raises(ArdourFailed, match="cannot open the session: no RouteGroups"):
        rendered(session, tmp_path / "out.wav")
    assert runs(bin_) == 2


def test_ardour_works_in_a_home_of_its_own_beside_the_session(
    bin_: Path, session: Path, tmp_path: Path
) -> None:
    stand_in(bin_, 'echo "$HOME $5" > "$out"; : > "$5/peaks"')
    home, room = rendered(session, tmp_path / "out.wav").read_text().split()
    assert home != os.environ["HOME"]
    assert not Path(home).exists()
    assert room != str(session.parent)
    assert [path.name for path in session.parent.iterdir()] == ["Song.ardour"]


def test_the_newest_ardour_is_taken(bin_: Path, session: Path, tmp_path: Path) -> None:
    stand_in(bin_, "exit 1", "ardour7-export")
    stand_in(bin_, 'printf ten > "$out"', "ardour10-export")
    assert rendered(session, tmp_path / "out.wav").read_text() == "ten"


def test_without_ardour_it_is_said_what_would_do(bin_: Path, session: Path, tmp_path: Path) -> None:
    with pytest.raises(NoArdour, match="install"):
        rendered(session, tmp_path / "out.wav")


def test_what_is_no_session_is_not_given_to_ardour(
    bin_: Path, session: Path, tmp_path: Path
) -> None:
    stand_in(bin_, "exit 0")
    session.write_text("<Project/>")
    with pytest.raises(CannotOpen, match="no Ardour session"):
        rendered(session, tmp_path / "out.wav")
