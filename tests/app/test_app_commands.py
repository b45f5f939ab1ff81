"""The command line: every mistake is one line, for people and for programs."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from tonmeister.app.cli import main
from tonmeister.app.terminal import json_lines

MISUSED, NOTHING, NOT_WRITABLE = 2, 3, 4


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], MISUSED, "COMMAND"),
        (["polka"], MISUSED, "invalid choice: 'polka'"),
        (["produce"], MISUSED, "SONG_FOLDER"),
        (["produce", "nowhere"], MISUSED, "nowhere is not there"),
        (["produce", ".", "--rate", "96k"], MISUSED, "96k"),
        (["produce", ".", "--rate", "8000"], MISUSED, "44100 to 192000 Hz"),
        (["produce", ".", "--loudness", "3"], MISUSED, "-40 to -5 LUFS"),
        (["produce", ".", "--ceiling", "3"], MISUSED, "-12 to 0 dBTP"),
        (["produce", ".", "--workers", "0"], MISUSED, "starts at 1"),
        (["produce", ".", "--amount", "space"], MISUSED, "space=60"),
        (["produce", ".", "--amount", "polka=3"], MISUSED, "there is no stage 'polka'"),
        (["produce", ".", "--genre", "polka"], MISUSED, "there is no genre 'polka'; there are"),
        (["produce", ".", "--reference", "nix.wav"], MISUSED, "nix.wav is not there"),
        (["produce", ".", "--reference", "notes.txt"], MISUSED, "it is a text file"),
        (["produce", ".", "--cover", "notes.txt"], MISUSED, "give a JPEG or PNG"),
        (["produce", "notes.txt"], MISUSED, "is a file"),
        (["produce", "."], NOTHING, "there is no sound file in it"),
        (["why", "."], NOTHING, "run `tonmeister produce` on it first"),
        (["genres", "polka"], MISUSED, "there is no genre 'polka'"),
        (["effects", "magic"], MISUSED, "there is no effect 'magic'"),
        (["checks", "magic"], MISUSED, "there is no check 'magic'"),
        (["demo", "notes.txt"], NOT_WRITABLE, "notes.txt"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    words: list[str],
    code: int,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.txt").write_text("take 3")
    assert main(words) == code
    line = capsys.readouterr().err.strip().splitlines()[-1]
    assert line.startswith("tonmeister: ")
    assert said in line
    assert "Errno" not in line


def test_a_program_is_told_a_mistake_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["produce", ".", "--rate", "96k", "--json"]) == MISUSED
    event = json.loads(capsys.readouterr().out)
    assert event["event"] == "error"
    assert event["exit_code"] == MISUSED
    assert "96k" in event["words"]


@pytest.mark.parametrize("command", ["genres", "effects", "checks"])
def test_what_the_house_knows_is_listed_and_each_can_be_asked_for(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command]) == 0
    names = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert len(names) > 8
    for name in (names[0], names[-1].upper()):
        assert main([command, name]) == 0
        assert len(capsys.readouterr().out) > 80


def test_lines_of_several_threads_stay_whole(capsys: pytest.CaptureFixture[str]) -> None:
    def talk(number: int) -> None:
        for i in range(200):
            json_lines({"event": "progress", "words": f"{number} {i}"})

    threads = [threading.Thread(target=talk, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = capsys.readouterr().out.splitlines()
    assert len({json.loads(line)["words"] for line in lines}) == len(lines) == 800
