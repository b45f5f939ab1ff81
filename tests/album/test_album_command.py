"""``tonmeister album`` as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from little_album import write_songs

from tonmeister.app.cli import main


def words(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err.strip()


@pytest.fixture(scope="module")
def songs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three songs. Tests must not change them."""
    return write_songs(tmp_path_factory.mktemp("typed") / "songs")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["--upc", "4006381333932"], "--upc '4006381333932' is no UPC or EAN: its last digit is 2"),
        (["--upc", "123"], "--upc '123' is no UPC or EAN: it has 12 or 13 digits"),
        (["--loudness", "3"], "--loudness is 3 LUFS, but goes from -40 to -5 LUFS"),
        (["--ceiling", "2"], "--ceiling is 2 dBTP, but goes from -12 to 0 dBTP"),
        (["--tone", "150"], "--tone is 150 %, but goes from 0 to 100 %"),
        (["--rate", "44000"], "--rate is 44000 Hz, but may be 44100, 48000"),
        (["--order", "random"], "invalid choice: 'random'"),
        (["--cover", "none.jpg"], "--cover none.jpg is not there"),
        (["--anchor", "Nobody"], "--anchor Nobody: there is no one song called that; there are"),
    ],
)  # fmt: skip
def test_a_wish_that_cannot_be_met_is_one_line(
    songs: Path, typed: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["album", str(songs), "--out", str(tmp_path / "o"), *typed]) == 2
    told = [line for line in words(capsys).splitlines() if line.startswith("tonmeister: ")]
    assert len(told) == 1
    assert said in told[0]
    assert not (tmp_path / "o" / "album.toml").exists()


def test_a_folder_that_is_not_there_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["album", str(tmp_path / "none")]) == 2
    assert "is not there: give the folder that holds the album's finished songs" in words(capsys)


def test_an_empty_folder_is_told_and_stays_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["album", str(tmp_path)]) == 3
    assert "holds no songs" in words(capsys)
    assert not list(tmp_path.iterdir())


def test_a_broken_file_is_told_by_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "01 Song.wav").write_text("no sound")
    assert main(["album", str(tmp_path)]) == 3
    assert "tonmeister: 01 Song.wav: it is a text file, not sound" in words(capsys)


def test_a_silent_song_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sf.write(tmp_path / "01 Nothing.wav", np.zeros((44100 * 5, 2)), 44100)
    assert main(["album", str(tmp_path)]) == 3
    assert "01 Nothing.wav: nothing sounds on it" in words(capsys)


def test_a_mistake_in_album_toml_is_told_before_the_work(
    songs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "album.toml").write_text('[[song]]\nfile = "nowhere.wav"\n', "utf-8")
    assert main(["album", str(songs), "--out", str(tmp_path)]) == 3
    assert words(capsys) == (
        "tonmeister: album.toml line 2: 'nowhere.wav' is not in the folder: "
        "put it back or delete its table"
    )


def test_a_dry_run_as_json_tells_order_levels_and_reasons(
    songs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = [
        "--dry-run",
        "--json",
        "--anchor",
        "mono",
        "--order",
        "propose",
        "--level-by",
        "loudest",
    ]
    assert main(["album", str(songs), "--out", str(tmp_path / "o"), *typed]) == 0
    done = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert done["dry_run"]
    assert done["anchor"] == "10 - Mono_Mix.wav"
    assert [song["file"] for song in done["songs"]] == done["proposal"]
    assert max(song["target_lufs"] for song in done["songs"]) == -14.0
    assert all(choice["reason"] for choice in done["choices"])
    assert not (tmp_path / "o").exists()


def test_a_place_that_cannot_be_written_to_is_told(
    songs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("x")
    assert main(["album", str(songs), "--out", str(tmp_path / "file" / "album")]) == 4
    assert "choose another place with --out DIR" in words(capsys)
