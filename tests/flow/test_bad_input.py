"""Whatever is handed in: one clear line, nothing lost, and the rest goes on where it can."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from little_song import write_song
from program import run

NOTHING, MISUSED, NOT_WRITABLE = 3, 2, 4


def _one_line(words: str) -> bool:
    return len(words.strip().splitlines()) == 1


def test_an_empty_folder_is_told_in_one_line(tmp_path: Path) -> None:
    ran = run("produce", tmp_path)
    assert ran.code == NOTHING
    assert tmp_path.name in ran.words


def test_a_folder_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    ran = run("produce", tmp_path / "nowhere")
    assert ran.code == MISUSED
    assert _one_line(ran.words)
    assert "is not there" in ran.words


def test_an_unknown_genre_names_those_there_are(song: Path, tmp_path: Path) -> None:
    ran = run("produce", song, "--genre", "polka", "--out", tmp_path / "out")
    assert ran.code == MISUSED
    assert "polka" in ran.words
    assert "rock" in ran.words


def test_an_amount_out_of_range_says_what_would_do(song: Path) -> None:
    ran = run("produce", song, "--amount", "eq=400")
    assert ran.code == MISUSED
    assert "0 to 100" in ran.words


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere: nothing was tested")
def test_a_folder_without_permission_suggests_out(tmp_path: Path) -> None:
    folder = write_song(tmp_path / "song")
    folder.chmod(0o555)
    try:
        ran = run("produce", folder)
    finally:
        folder.chmod(0o755)
    assert ran.code == NOT_WRITABLE
    assert "--out" in ran.words


def test_an_out_that_is_a_file_cannot_be_written(song: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("here already")
    ran = run("produce", song, "--out", tmp_path / "out")
    assert ran.code == NOT_WRITABLE
    assert "--out" in ran.words
    assert (tmp_path / "out").read_text() == "here already"


def test_bad_files_among_good_ones_are_named_and_the_rest_is_produced(
    tmp_path: Path, ffmpeg: str
) -> None:
    folder = write_song(tmp_path / "song", length_s=8.0)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    (folder / "05 Notes.wav").write_text("this is text")
    (folder / "06 Empty.wav").write_bytes(b"")
    sf.write(folder / "07 Nothing.wav", np.zeros((0, 1)), 44100)
    sf.write(folder / "08 Surround.wav", np.zeros((4410, 7)), 44100)
    broken = np.zeros(8 * 44100)
    broken[1000:1010] = np.nan
    broken[2000:4000] = 0.1
    sf.write(folder / "09 Synth.wav", broken, 44100, "FLOAT")
    (folder / "10 Cut.flac").write_bytes(b"fLaC\x00\x00\x00\x22" + bytes(60))
    sf.write(folder / "11 Shaker.wav", 0.01 * np.ones(64000), 8000)
    other = folder / "takes"
    other.mkdir()
    sf.write(other / "01 Kick.wav", 0.1 * np.sin(np.arange(44100) / 9.0), 44100)

    ran = run("produce", folder, "--genre", "pop", "--out", tmp_path / "out", "--json")

    assert ran.code == 0, ran.words
    told = " | ".join(event["words"] for event in ran.events if event["event"] == "problem")
    for name in ("05 Notes", "06 Empty", "07 Nothing", "08 Surround", "09 Synth", "10 Cut"):
        assert told.count(name) == 1, f"{name} in: {told}"
    assert Path(ran.done["master"]).is_file()
    assert {path: path.read_bytes() for path in before} == before


def test_a_second_run_in_one_folder_is_refused(song: Path, tmp_path: Path) -> None:
    from tonmeister.studio import Project

    out = tmp_path / "out"
    with Project.open(song, out).lock():
        ran = run("listen", song, "--out", out)
    assert ran.code == NOT_WRITABLE
    assert _one_line(ran.words)
