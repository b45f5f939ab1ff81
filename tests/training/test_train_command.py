"""``tonmeister train``: a session from its first question to its score."""

from __future__ import annotations

import io
import json
import os
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from training_music import RATE_HZ, band

from tonmeister.app.cli import main
from tonmeister.app.player_keys import one_key, single_keys
from tonmeister.flow.tell import Cancelled, Teller
from tonmeister.flow.training import Lesson, train

DONE, MISUSED, NOTHING, NOT_WRITABLE = 0, 2, 3, 4


@pytest.fixture(scope="module")
def songs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a finished song, and one with its stems under plain names."""
    folder = tmp_path_factory.mktemp("songs")
    piece = band(5.0)
    soundfile.write(folder / "Our Song.wav", piece.mix.T, RATE_HZ, "PCM_24")
    (folder / "stems").mkdir()
    for name, sound in piece.stems.items():
        file = {"voice": "Lead Vocal"}.get(name, name.title())
        soundfile.write(folder / "stems" / f"{file}.wav", sound.T, RATE_HZ, "FLOAT")
    return folder


@pytest.fixture
def sit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Return a way to hold a session by lines; gives exit code, events and what was kept."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("TONMEISTER_PLAYER", raising=False)

    def hold(lines: str, *words: object) -> tuple[int, list[dict[str, Any]], dict[str, Any]]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
        code = main(["train", *map(str, words), "--json"])
        out = capsys.readouterr().out.splitlines()
        kept = tmp_path / "data" / "tonmeister" / "ear-training.toml"
        return code, [json.loads(line) for line in out], (
            tomllib.loads(kept.read_text("utf-8")) if kept.is_file() else {}
        )  # fmt: skip

    return hold


def answers(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [event for event in events if event.get("about") == "answer"]


def test_a_session_asks_answers_and_keeps_the_score(sit: Any, songs: Path) -> None:
    words = (songs / "Our Song.wav", "--exercise", "boost", "--seed", 4, "--no-player")
    code, events, kept = sit("1\n" * 3, *words, "--rounds", 3)
    assert code == DONE
    told = answers(events)
    assert len(told) == 3
    assert all(event["right"] == (event["answer"] == event["was"]) for event in told)
    right = sum(event["right"] for event in told)
    assert kept["boost"]["sessions"] == [
        {"day": date.today(), "asked": 3, "right": right, "level": events[-1]["level"]}
    ]


def test_the_same_seed_asks_the_same_and_who_is_right_climbs(sit: Any, songs: Path) -> None:
    words = (songs / "Our Song.wav", "--exercise", "width", "--seed", 9, "--no-player")
    _, events, _ = sit("1\n" * 6, *words, "--rounds", 6, "--level", 5)
    keys = "".join(f"{event['was']}\n" for event in answers(events))
    code, events, kept = sit(keys, *words, "--rounds", 6, "--level", 5)
    assert code == DONE
    assert all(event["right"] for event in answers(events))
    assert kept["width"]["level"] == 11  # two right go up two, before the first turn
    _, events, _ = sit("q\n", *words, "--rounds", 1)
    question = next(event for event in events if event.get("about") == "question")
    assert question["level"] == 11  # it goes on where it ended


def test_what_is_asked_does_not_say_what_is_right(sit: Any, songs: Path) -> None:
    _, events, _ = sit("q\n", songs / "Our Song.wav", "--no-player", "--seed", 1)
    question = next(event for event in events if event.get("about") == "question")
    assert not {"right", "was"} & set(question)


def test_without_a_player_the_sounds_are_files_to_be_played(sit: Any, songs: Path) -> None:
    code, events, _ = sit(
        "a\nb\nr\nq\n", songs / "Our Song.wav", "--no-player", "--exercise", "width"
    )
    assert code == DONE
    question = next(event for event in events if event.get("about") == "question")
    for path in question["sounds"].values():
        sound, rate_hz = soundfile.read(path)
        assert rate_hz == RATE_HZ
        assert np.abs(sound).max() > 0.01
    played = [event["words"] for event in events if event.get("words", "").startswith("play ")]
    assert played == [f"play {question['sounds'][key]}" for key in "abb"]


def test_the_users_own_player_is_given_each_file(sit: Any, songs: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    player = tmp_path / "player"
    player.write_text(f'#!/bin/sh\necho "$1 $(basename "$2")" >> "{log}"\n')
    player.chmod(0o755)
    code, _, _ = sit(
        "a\nx\nr\n1\n", songs / "Our Song.wav", "--rounds", 1, "--exercise", "boost",
        "--player", f"'{player}' --softly",
    )  # fmt: skip
    assert code == DONE
    assert log.read_text().splitlines() == ["--softly a.wav", "--softly x.wav", "--softly x.wav"]


def test_the_player_may_be_named_once_for_all(
    sit: Any, songs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log"
    monkeypatch.setenv("TONMEISTER_PLAYER", f"cp {{}} '{log}'")
    sit("a\nq\n", songs / "Our Song.wav")
    assert soundfile.info(log).samplerate == RATE_HZ


def test_a_player_that_fails_is_told_once_and_the_session_goes_on(sit: Any, songs: Path) -> None:
    code, events, kept = sit(
        "a\na\n1\n", songs / "Our Song.wav", "--rounds", 1, "--player", "false", "--seed", 2
    )
    assert code == DONE
    said = [event["words"] for event in events if event["event"] == "problem"]
    assert len(said) == 1
    assert "false could not play it" in said[0]
    assert len(kept) == 1


def test_a_key_that_means_nothing_says_what_would(sit: Any, songs: Path) -> None:
    _, events, kept = sit("z\n9\nq\n", songs / "Our Song.wav", "--exercise", "width", "--no-player")
    said = [event["words"] for event in events if "is no key here" in event.get("words", "")]
    assert len(said) == 2
    assert "1 to 2 answer" in said[0]
    assert kept == {}  # nothing was answered


def test_a_folder_of_stems_is_one_song_with_a_singer(sit: Any, songs: Path) -> None:
    code, events, kept = sit(
        "1\n1\n", songs / "stems", "--exercise", "vocal", "--rounds", 2, "--no-player", "--seed", 3
    )
    assert code == DONE
    assert "the 4 stems of one song" in "".join(event.get("words", "") for event in events)
    assert kept["vocal"]["sessions"][0]["asked"] == 2


def test_without_stems_another_exercise_is_offered(sit: Any, songs: Path) -> None:
    code, events, kept = sit(
        "1\n", songs / "Our Song.wav", "--exercise", "vocal", "--rounds", 1, "--no-player"
    )
    assert code == DONE
    assert any("so it is boost instead" in event.get("words", "") for event in events)
    assert set(kept) == {"boost"}


def test_a_folder_of_songs_is_many_songs(sit: Any, songs: Path, tmp_path: Path) -> None:
    for name in ("Morning", "Evening"):
        sound, _ = soundfile.read(songs / "Our Song.wav")
        soundfile.write(tmp_path / f"{name}.flac", sound, RATE_HZ)
    (tmp_path / "Broken.wav").write_bytes(b"RIFF")
    code, events, _ = sit("q\n", tmp_path, "--no-player")
    assert code == DONE
    said = "".join(event.get("words", "") for event in events)
    assert "stems" not in said
    assert "Broken.wav" in said


def test_what_was_practised_least_comes_next(sit: Any, songs: Path) -> None:
    first = sit("1\n", songs / "Our Song.wav", "--rounds", 1, "--no-player")[1][-1]["exercise"]
    second = sit("1\n", songs / "Our Song.wav", "--rounds", 1, "--no-player")[1][-1]["exercise"]
    assert first != second


def test_the_list_shows_exercises_and_how_far_one_is(
    sit: Any, songs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sit("1\n", songs / "Our Song.wav", "--rounds", 1, "--exercise", "cut", "--no-player")
    assert main(["train", "--list"]) == DONE
    rows = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert "of 1" in rows["cut"]
    assert any(bar in rows["cut"] for bar in "▁▂▃▄▅▆▇█")
    assert "of" not in rows["delay"].split("The")[0]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], MISUSED, "name a song"),
        (["nowhere.wav"], MISUSED, "nowhere.wav is not there"),
        (["."], MISUSED, "there is no sound file"),
        (["SONG", "--exercise", "polka"], MISUSED, "there is no exercise 'polka'; there are boost"),
        (["SONG", "--rounds", "0"], MISUSED, "--rounds is 0"),
        (["SONG", "--level", "13"], MISUSED, "--level is 13, but goes from 1 to 12"),
        (["SONG", "--seed", "-1"], MISUSED, "--seed is -1"),
        (["SONG", "--player", "no-such-player-here"], MISUSED, "there is no player 'no-such"),
        (["SONG", "--player", "'open"], MISUSED, "cannot be read"),
        (["--stems", "SONG"], MISUSED, "is no folder"),
        (["silence.wav", "--no-player"], NOTHING, "silence: it is silent"),
        (["blip.wav", "--no-player"], NOTHING, "blip: it is shorter than 2 s"),
        (["notes.txt", "--no-player"], NOTHING, "notes.txt"),
        (["SONG", "--no-player", "--scores", "bad.toml"], NOTHING, "bad.toml"),
        (["SONG", "--no-player", "--scores", "notes.txt/s.toml"], NOT_WRITABLE, "--scores FILE"),
    ],
)
def test_a_mistake_is_one_line_and_nothing_is_lost(
    words: list[str], code: int, said: str, songs: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(sys, "stdin", io.StringIO("1\n"))
    if words[:1] != ["."]:
        (here / "notes.txt").write_text("take 3")
        (here / "bad.toml").write_text("[boost\n")
        soundfile.write(here / "silence.wav", np.zeros((4 * RATE_HZ, 2)), RATE_HZ)
        soundfile.write(here / "blip.wav", np.full((RATE_HZ, 2), 0.1), RATE_HZ)
    given = [str(songs / "Our Song.wav") if word == "SONG" else word for word in words]
    assert main(["train", *given]) == code
    line = capsys.readouterr().err.strip().splitlines()[-1]
    assert line.startswith("tonmeister: ")
    assert said in line
    assert "Errno" not in line
    if (here / "bad.toml").exists():
        assert (here / "bad.toml").read_text() == "[boost\n"
    assert not list(tmp_path.rglob("*.part"))


class _Stops:
    """Somebody who answers once and then presses Ctrl-C."""

    def __init__(self, tell: Teller) -> None:
        self.tell, self.pressed, self.hushed = tell, 0, False

    def play(self, sound: Path) -> None: ...

    def hush(self) -> None:
        self.hushed = True

    def key(self) -> str | None:
        self.pressed += 1
        if self.pressed > 1:
            self.tell.stop.set()
        return "1"


def test_ctrl_c_keeps_what_was_answered(songs: Path, tmp_path: Path) -> None:
    tell = Teller()
    room = _Stops(tell)
    lesson = Lesson(
        songs=[songs / "Our Song.wav"], stems=[], exercise="cut", rounds=5, level=None, seed=1,
        scores=tmp_path / "s.toml", sounds=None, today=date(2026, 2, 3),
    )  # fmt: skip
    with pytest.raises(Cancelled):
        train(lesson, room, tell)
    assert room.hushed
    kept = tomllib.loads((tmp_path / "s.toml").read_text())["cut"]["sessions"]
    assert [(one["day"], one["asked"]) for one in kept] == [(date(2026, 2, 3), 1)]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")
def test_on_a_terminal_one_press_is_enough() -> None:
    import pty

    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "r") as terminal, single_keys(terminal) as at_once:
        assert at_once
        os.write(ours, b"A")
        assert one_key(lambda: False, terminal) == "a"
        assert one_key(lambda: True, terminal) is None
        os.write(ours, b"\x04")
        assert one_key(lambda: False, terminal) is None
    os.close(ours)
