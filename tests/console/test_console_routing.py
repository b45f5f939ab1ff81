from __future__ import annotations

from dataclasses import replace

import pytest
from console_scene import back, bus, move, noise, play, sheet_of, track

from tonmeister.console import RoutingError, plan
from tonmeister.model import Strip
from tonmeister.signal import Audio

WRONG = {
    "its output 'Drms' is no strip": [track("kick", output="Drms"), bus("Drums")],
    "its output 'snare' is neither bus nor master": [track("kick", output="snare"), track("snare")],
    "two strips are called 'kick'": [track("kick"), track("kick")],
    "sends to 'Hall', but the returns are: Room": [
        track("a", move("send", to="Hall")),
        back("Room"),
    ],
    "sends to 'Drums', but the returns are: none": [
        track("a", move("send", to="Drums")),
        bus("Drums"),
    ],
    "there is no effect 'fuzz'": [track("a", move("fuzz"))],
    "there is no knob wobble_hz": [track("a", move("smooth", wobble_hz=3.0))],
    "pole_percent is 120": [track("a", move("smooth", pole_percent=120.0))],
    "its key 'kick' is no strip": [track("bass", move("over key", key="kick"))],
    "needs a key": [track("bass", move("over key"))],
    "cannot be automated; what can: gain_db": [
        track("a", move("times", curves={"nothing_db": ((0.0, 1.0),)}))
    ],
    "has no breakpoints": [track("a", move("times", curves={"gain_db": ()}))],
    "gain_db is 30.0 dB, but goes from": [
        track("a", move("times", curves={"gain_db": ((0.0, 0.0), (1.0, 30.0), (2.0, 0.0))}))
    ],
    "only a track can be shifted": [bus("Drums", move("trim", shift_ms=2.0))],
    "in a circle: A <- B <- A": [bus("A", output="B"), bus("B", output="A")],
    "in a circle: Room <- Room": [back("Room", move("send", to="Room"))],
    "in a circle: kick <- bass <- kick": [
        track("kick", move("over key", key="bass")),
        track("bass", move("over key", key="kick")),
    ],
    "in a circle: kick <- Drums <- kick": [
        track("kick", move("over key", key="Drums"), output="Drums"),
        bus("Drums"),
    ],
}


@pytest.mark.parametrize("told", WRONG)
def test_a_wrong_wiring_is_told_in_one_line(told: str) -> None:
    with pytest.raises(RoutingError) as caught:
        plan(sheet_of(*WRONG[told]))
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_console_has_one_master() -> None:
    sheet = sheet_of(track("a"))
    with pytest.raises(RoutingError, match="has 0"):
        plan(replace(sheet, strips=sheet.strips[:1]))
    with pytest.raises(RoutingError, match="has 2"):
        plan(replace(sheet, strips=(*sheet.strips, Strip(name="Other", kind="master"))))


def test_the_word_master_means_the_master_whatever_its_name() -> None:
    assert plan(sheet_of(track("a", output="master"))).channels["Master"].feeds[0].strip == "a"


def test_every_strip_comes_after_all_it_hears() -> None:
    wiring = plan(
        sheet_of(
            track("bass", move("over key", key="kick"), output="Low"),
            bus("Low"),
            track("kick", move("send", to="Room")),
            back("Room", output="Low"),
        )
    )
    seen: set[str] = set()
    for channel in wiring.channels.values():
        assert set(channel.hears) <= seen
        seen.add(channel.name)
    assert seen == {"bass", "Low", "kick", "Room", "Master"}


def test_a_track_at_another_rate_is_told() -> None:
    at_44 = Audio(noise(1).samples, 44_100)
    with pytest.raises(RoutingError, match="the track is at 44100 Hz, the sheet at 48000 Hz"):
        play(sheet_of(track("a")), {"a": at_44})


def test_listening_where_nothing_is_is_told() -> None:
    with pytest.raises(RoutingError, match="nothing called 'Drums' to listen to"):
        play(sheet_of(track("a")), {"a": noise(1)}, "Drums")
