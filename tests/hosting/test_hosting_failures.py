"""Whatever a plug-in does, the song plays on."""

from __future__ import annotations

from pathlib import Path

import pytest
from hosting_scene import (
    Fakes,
    Room,
    apart_dbfs,
    fake,
    fakes_in,
    move,
    peak_dbfs,
    sheet_of,
    sound,
    track,
)

A, B = sound(1), sound(2)


@pytest.fixture
def fakes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fakes:
    return fakes_in(tmp_path / "fakes", monkeypatch)


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


BAD = {
    "Crash": "crashed (SIGSEGV)",
    "Hang": "did not come to an end within 1 s",
    "Chatter": "did not answer in JSON",
    "Refuse": "its host says: it wants a licence",
    "Nothing": "nothing came back",
    "Liar": "-3 frames late",
    "NaN": "no numbers",
    "Short": "frames came back, but",
    "Mono": "1 channels came back",
    "Wild": "went wild",
    "Rate": "48001 Hz, not at 48000 Hz",
    "Absent": "no VST3 plug-in 'Absent.vst3' is installed",
    "": "its id is missing",
}


@pytest.mark.parametrize("name", BAD)
def test_a_plugin_that_fails_leaves_a_finished_song_and_one_line(
    name: str, fakes: Fakes, room: Room
) -> None:
    room.again(timeout_s=1.0 if name == "Hang" else 30.0)
    after = move("bell", frequency_hz=1000.0, gain_db=3.0, width_q=1.0)
    sheet = sheet_of(track("a", fake(name), after), track("b"))
    without = sheet_of(track("a", after), track("b"))
    played = room.play(sheet, {"a": A, "b": B})
    assert apart_dbfs(played, room.play(without, {"a": A, "b": B})) < -200
    (line,) = room.problems
    assert BAD[name] in line
    assert line.startswith("a: the plug-in")
    assert "a/plugin/1" in line
    assert "\n" not in line
    assert not list(room.project.cache.glob("plugin-*"))


def test_what_failed_is_not_tried_again_in_this_run_but_in_the_next(
    fakes: Fakes, room: Room
) -> None:
    sheet = sheet_of(track("a", fake("Crash")))
    for _ in range(3):
        room.play(sheet, {"a": A})
    assert fakes.calls == ["play Crash"]
    assert len(room.problems) == 1
    room.again()
    room.play(sheet, {"a": A})
    assert fakes.calls == ["play Crash", "play Crash"]
    assert list(room.hosting.problems) == ["a/plugin/1"]


def test_only_the_plugin_that_failed_is_left_out(fakes: Fakes, room: Room) -> None:
    quieter = fake("Gain", 1, values="gain_db=-6"), fake("Gain", 3, values="gain_db=-2")
    gains = [quieter[0], fake("NaN", 2), quieter[1]]
    played = room.play(sheet_of(track("a", *gains)), {"a": A})
    assert apart_dbfs(played, A.samples * 10 ** (-8 / 20)) < -120
    assert len(room.problems) == 1


def test_without_a_host_the_line_says_how_to_name_one(
    fakes: Fakes, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TONMEISTER_VST3_HOST")
    room.play(sheet_of(track("a", fake("Gain"))), {"a": A})
    assert "set TONMEISTER_VST3_HOST" in room.problems[0]


def test_a_host_that_cannot_be_started_is_said(
    fakes: Fakes, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TONMEISTER_VST3_HOST", "no-such-program-anywhere --now")
    played = room.play(sheet_of(track("a", fake("Gain"))), {"a": A})
    assert "no-such-program-anywhere cannot be started" in room.problems[0]
    assert peak_dbfs(played) > -20


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("TONMEISTER_VST3_HOST", 'python "host', "TONMEISTER_VST3_HOST is no command line"),
        ("TONMEISTER_PLUGIN_TIMEOUT_S", "soon", "TONMEISTER_PLUGIN_TIMEOUT_S is 'soon'"),
        ("TONMEISTER_PLUGIN_TIMEOUT_S", "nan", "takes seconds above 0"),
        ("TONMEISTER_PLUGIN_TIMEOUT_S", "0.001", "did not come to an end"),
    ],
)
def test_a_wish_that_cannot_be_is_one_line(
    name: str, value: str, why: str, fakes: Fakes, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    room.hosting.timeout_s = None
    played = room.play(sheet_of(track("a", fake("Gain"))), {"a": A})
    assert apart_dbfs(played, A.samples) < -200
    assert why in room.problems[0]


def test_a_plugin_with_a_key_is_left_out_and_said(fakes: Fakes, room: Room) -> None:
    sheet = sheet_of(track("a", fake("Gain", key="b")), track("b"))
    room.play(sheet, {"a": A, "b": B})
    assert "hear no side-chain here" in room.problems[0]
    assert not fakes.calls
