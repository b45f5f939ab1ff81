"""Ctrl-C, a kill, a full or missing tool: nothing is half written, and the same command goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tomllib
from pathlib import Path

import pytest
import soundfile as sf
from little_song import write_song
from program import PROGRAM, run

from tonmeister.studio import Project

LENGTH_S = 5.0
STOPPED = 130


@pytest.fixture
def song(tmp_path: Path) -> Path:
    """A song of a test's own: a test that needs an earlier run makes that run itself."""
    return write_song(tmp_path / "song", length_s=LENGTH_S)


def stopped_in(stage: str, folder: Path, how: signal.Signals) -> tuple[int, str]:
    """Produce, and send a signal when a stage begins; returns exit code and the last words."""
    with subprocess.Popen(
        [PROGRAM, "produce", str(folder), "--genre", "rock", "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as running:  # fmt: skip
        assert running.stdout is not None
        event = {}
        for line in running.stdout:
            event = json.loads(line)
            if event["event"] == "stage" and event["stage"] == stage:
                running.send_signal(how)
    return running.returncode, str(event.get("words", ""))


def nothing_is_half_written(folder: Path) -> None:
    project = Project.find(folder)
    for name in (project.session_file, project.recall_file):
        if name.exists():
            tomllib.loads(name.read_text("utf-8"))
    for path in project.delivery.rglob("*.*"):
        if path.is_file() and not path.name.startswith("."):
            assert sf.info(str(path)).frames >= LENGTH_S * 44100, path.name


@pytest.mark.parametrize("stage", ["listen", "render", "master", "deliver"])
def test_ctrl_c_stops_in_good_order(stage: str, song: Path) -> None:
    code, words = stopped_in(stage, song, signal.SIGINT)
    assert code == STOPPED
    assert "the same command goes on" in words
    nothing_is_half_written(song)
    assert not list(song.rglob(".*.part*"))
    assert not (Project.find(song).hidden / "lock").exists()


def test_after_a_kill_nothing_is_half_written_and_the_same_command_goes_on(song: Path) -> None:
    code, _ = stopped_in("deliver", song, signal.SIGKILL)
    assert code == -signal.SIGKILL
    nothing_is_half_written(song)
    left_by_it = Project.find(song).cache / f".old.wav.{_nobody()}-1.part"
    left_by_it.write_bytes(b"half")
    ran = run("produce", song, "--genre", "rock", "--json")
    assert ran.code == 0, ran.words
    assert not list(song.rglob(".*.part*"))
    nothing_is_half_written(song)


def test_without_ffmpeg_all_files_are_made_and_it_is_said(song: Path, tmp_path: Path) -> None:
    ran = run(
        "produce", song, "--genre", "rock", "--json", "--title", "Ohne Käse",
        env={"PATH": str(tmp_path / "empty")},
    )  # fmt: skip
    assert ran.code == 0, ran.words
    assert "ffmpeg is not installed" in ran.told("problem")
    for ending in (".flac", ".mp3"):
        with sf.SoundFile(ran.file(ending)) as file:
            assert file.title == "Ohne Käse"
            assert file.frames >= LENGTH_S * 44100
    master, _ = sf.read(ran.done["master"], dtype="int32")
    flac, _ = sf.read(ran.file(".flac"), dtype="int32")
    assert (master == flac).all()
    assert "data:audio/mpeg" in Path(ran.done["report"]).read_text("utf-8")


def _nobody() -> int:
    """Return the number of a process that has ended."""
    with subprocess.Popen(["true"]) as gone:
        gone.wait()
    assert not Path(f"/proc/{gone.pid}").exists() or os.name != "posix"
    return gone.pid
