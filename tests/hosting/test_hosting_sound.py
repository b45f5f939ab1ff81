"""Plug-ins anywhere on the console: tracks, buses, returns, the master, in part, in time, kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hosting_scene import (
    FRAMES,
    RATE_HZ,
    Fakes,
    Heard,
    Room,
    apart_dbfs,
    fake,
    fakes_in,
    move,
    sheet_of,
    sound,
    track,
)

from tonmeister.console import RoutingError, fingerprints, plan, render
from tonmeister.flow.mastering import play_master
from tonmeister.model import Decision, RecallSheet, Strip

A, B = sound(1), sound(2)
AB = {"a": A, "b": B}
LOUDER = 10 ** (6 / 20)
SIX = "gain_db=6"


@pytest.fixture
def fakes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fakes:
    return fakes_in(tmp_path / "fakes", monkeypatch)


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


def bell(number: int = 1, strip: str = "a", gain_db: float = 5.0) -> Decision:
    return move("bell", number, strip, frequency_hz=900.0, gain_db=gain_db, width_q=1.0)


def test_it_stands_in_the_chain_where_the_sheet_has_it(fakes: Fakes, room: Room) -> None:
    trim = move("trim", gain_db=-3.0, flip_polarity=True, shift_ms=10.0)
    chain = (
        trim,
        bell(1),
        fake("Gain", values=SIX),
        bell(2, gain_db=-8.0),
        move("fader", gain_db=-4),
    )
    plain = tuple(m for m in chain if m.effect != "plugin")
    played = room.play(sheet_of(track("a", *chain)), {"a": A})
    assert apart_dbfs(played, LOUDER * room.play(sheet_of(track("a", *plain)), {"a": A})) < -120
    assert not room.problems


def test_what_comes_late_comes_in_time(fakes: Fakes, room: Room) -> None:
    played = room.play(sheet_of(track("a", fake("Late")), track("b")), AB)
    assert apart_dbfs(played, A.samples + B.samples) < -200


def test_what_rings_on_is_heard_to_its_end(fakes: Fakes, room: Room) -> None:
    played = room.play(sheet_of(track("a", fake("Echo"))), {"a": A})
    assert played.shape[1] > FRAMES + 0.9 * RATE_HZ
    assert np.allclose(played[:, FRAMES : FRAMES + 4800], 0.5 * A.samples[:, -RATE_HZ:][:, :4800])


@pytest.mark.parametrize("kind", ["bus", "return", "master"])
def test_it_plays_on_buses_returns_and_the_master(kind: str, fakes: Fakes, room: Room) -> None:
    def built(*moves: Decision) -> RecallSheet:
        send = move("send", to="Extra", level_db=-6.0)
        if kind == "bus":
            bus = Strip(name="Extra", kind="bus", output="Master", decisions=moves)
            return sheet_of(
                track("a", output="Extra"), track("b", bell(1, "b"), output="Extra"), bus
            )
        if kind == "return":
            return sheet_of(track("a", send), track("b"),
                            Strip(name="Extra", kind="return", decisions=moves))  # fmt: skip
        return sheet_of(track("a"), track("b"), master=moves)

    plugin = fake("Gain", strip="Extra", values=SIX)
    trim = move("trim", 1, "Extra", gain_db=6.0)
    played = room.play(built(plugin, bell(1, "Extra")), AB)
    assert apart_dbfs(played, room.play(built(trim, bell(1, "Extra")), AB)) < -110
    assert not room.problems
    assert fakes.calls == ["play Gain"]


def test_plugins_down_the_way_hear_those_before_them(fakes: Fakes, room: Room) -> None:
    bus = Strip(name="Bus", kind="bus", decisions=(fake("Late", strip="Bus"),), output="Master")
    strips = (track("a", fake("Gain", 1, values=SIX), fake("Late", 2), output="Bus"),
              track("b", output="Bus"), bus)  # fmt: skip
    played = room.play(sheet_of(*strips, master=(fake("Gain", strip="M", values=SIX),)), AB)
    assert apart_dbfs(played, LOUDER * (LOUDER * A.samples + B.samples)) < -110
    assert fakes.calls == ["play Gain", "play Late", "play Late", "play Gain"]


def test_a_key_is_heard_with_its_plugin(fakes: Fakes, room: Room) -> None:
    duck = move("ducker", strip="b", key="a", threshold_db=-20.0, depth_db=-12.0)
    soft = sheet_of(track("a", fake("Gain", values="gain_db=-40")), track("b", duck))
    plain = sheet_of(track("a", move("trim", gain_db=-40.0)), track("b", duck))
    assert apart_dbfs(room.play(soft, AB), room.play(plain, AB)) < -110


def test_half_its_amount_is_half_of_it_in_time(fakes: Fakes, room: Room) -> None:
    expected = (1.0 + LOUDER) / 2.0 * A.samples
    room.play(sheet_of(track("a", fake("Gain", values=SIX))), {"a": A})
    for plugin in (
        fake("Gain", values=SIX, amount_percent=50.0),
        fake("Gain", values=SIX, mix_percent=50.0),
    ):
        played = room.play(sheet_of(track("a", plugin)), {"a": A})
        assert apart_dbfs(played, expected) < -120
    assert fakes.calls == ["play Gain"]
    late = room.play(sheet_of(track("a", fake("Late", mix_percent=30.0))), {"a": A})
    assert apart_dbfs(late, A.samples) < -120


@pytest.mark.parametrize("off", [{"bypass": True}, {"amount_percent": 0.0}, {"mix_percent": 0.0}])
def test_switched_off_it_is_not_even_started(off: dict, fakes: Fakes, room: Room) -> None:
    played = room.play(sheet_of(track("a", fake("Crash", **off))), {"a": A})
    assert apart_dbfs(played, A.samples) < -200
    assert not fakes.calls


def test_a_song_that_is_played_again_starts_no_process(fakes: Fakes, room: Room) -> None:
    sheet = sheet_of(track("a", fake("Gain", values=SIX)), track("b"))
    first = room.play(sheet, AB)
    room.again()
    assert np.array_equal(room.play(sheet, AB), first)
    fader = sheet_of(track("a", fake("Gain", values=SIX), move("fader", gain_db=-3)), track("b"))
    room.play(fader, AB)
    assert fakes.calls == ["play Gain"]
    assert room.hosting.plays == 0


def test_what_shapes_its_sound_plays_it_again_and_nothing_else(fakes: Fakes, room: Room) -> None:
    def with_a(*moves: Decision) -> RecallSheet:
        return sheet_of(track("a", *moves), track("b", fake("Late", strip="b")))

    plugin = fake("Gain", values=SIX)
    changes = [
        with_a(plugin),
        with_a(bell(), plugin),
        with_a(fake("Gain", values="gain_db=5")),
        with_a(fake("Gain", values=SIX, latency_ms=1.0)),
    ]
    for number, sheet in enumerate(changes, 1):
        room.play(sheet, AB)
        assert fakes.calls.count("play Gain") == number
    (fakes.folder / "vst3" / "Gain.vst3").write_bytes(b"a newer version")
    room.again()
    room.play(changes[0], AB)
    assert fakes.calls.count("play Gain") == 5
    assert fakes.calls.count("play Late") == 1


def test_prints_are_named_by_what_the_plugin_made(fakes: Fakes, room: Room) -> None:
    def keys(values: str) -> dict[str, str]:
        moves = (fake("Gain", values=values), bell())
        ready = room.ready(sheet_of(track("a", *moves), track("b", bell(1, "b"))), AB)
        wiring = plan(ready.sheet, ready.inputs)
        return fingerprints(wiring, {"a": "a", "b": "b"}, {}, ready.input_hashes)

    one, same, other = keys(SIX), keys(SIX), keys("gain_db=-6")
    assert one == same
    assert one["a"] != other["a"]
    assert one["Master"] != other["Master"]
    assert one["b"] == other["b"]


def test_a_strip_that_was_played_ahead_has_no_print_key_without_a_name(fakes: Fakes) -> None:
    wiring = plan(sheet_of(track("a", fake("Gain"))), {"a"})
    assert "a" not in fingerprints(wiring, {"a": "a"}, {})
    assert "a" in fingerprints(wiring, {"a": "a"}, {}, {"a": "x"})


def test_only_some_tracks_go_through_the_plugins_of_their_bus(fakes: Fakes, room: Room) -> None:
    bus = Strip(name="Bus", kind="bus", output="Master",
                decisions=(fake("Gain", strip="Bus", values=SIX),))  # fmt: skip
    sheet = sheet_of(track("a", output="Bus"), track("b", output="Bus"), bus)
    alone = room.play(sheet, AB, only={"a"})
    assert apart_dbfs(alone, LOUDER * A.samples) < -120
    assert apart_dbfs(room.play(sheet, AB), LOUDER * (A.samples + B.samples)) < -110
    assert not room.play(sheet, AB, only=set()).any()
    assert fakes.calls == ["play Gain", "play Gain"]


def test_the_master_chain_plays_its_plugins(fakes: Fakes, room: Room) -> None:
    sheet = sheet_of(master=(fake("Late", 1, "M"), fake("Gain", 2, "M", values=SIX)))
    heard = Heard()
    play_master(sheet, A, heard.write, hosting=room.hosting)
    assert apart_dbfs(heard.samples, LOUDER * A.samples) < -120
    play_master(sheet, A, hosting=room.hosting)
    assert fakes.calls == ["play Late", "play Gain"]
    with pytest.raises(RoutingError, match="not played ahead"):
        play_master(sheet, A)


def test_the_console_alone_refuses_a_plugin_in_one_line() -> None:
    sheet = sheet_of(track("a", fake("Gain")))
    with pytest.raises(RoutingError, match="a: its plug-in was not played ahead") as error:
        render(sheet, {"a": A}, sinks={})
    assert "\n" not in str(error.value)


def test_the_sheet_itself_is_left_as_it_was(fakes: Fakes, room: Room) -> None:
    sheet = sheet_of(track("a", fake("Crash")))
    before = replace(sheet)
    ready = room.ready(sheet, {"a": A})
    assert sheet == before
    assert ready.sheet.strip("a").decisions[0].bypass


def test_stopping_ends_the_host_and_the_work(fakes: Fakes, room: Room) -> None:
    from threading import Timer

    from tonmeister.flow.tell import Cancelled

    Timer(0.3, room.hosting.tell.stop.set).start()
    with pytest.raises(Cancelled):
        room.play(sheet_of(track("a", fake("Hang"))), {"a": A})
    assert not room.problems
    assert not list(room.project.cache.glob("plugin-*"))
