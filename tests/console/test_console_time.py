"""Everything sounds when it should: delays of effects, side-chains, automation, the end."""

from __future__ import annotations

import numpy as np
import pytest
from console_scene import RATE_HZ, back, bus, click, move, noise, play, sheet_of, track

from tonmeister.signal import Audio


@pytest.mark.parametrize("block_frames", [64, 1000, 8192])
def test_different_delays_on_all_ways_cancel_out(block_frames: int) -> None:
    a = click(5_000)
    sheet = sheet_of(
        track("a", move("late", by_frames=37.0), move("late", by_frames=300.0), output="B"),
        track("b", move("send", to="Room", level_db=0.0), output="B"),
        bus("B", move("late", by_frames=5.0), move("send", to="Room", level_db=0.0)),
        back("Room", move("late", by_frames=9_000.0)),
        track("c"),
        master=(move("late", by_frames=240.0), move("late", by_frames=1.0)),
    )
    _, heard = play(
        sheet, dict.fromkeys("abc", a), "B", "Room", "strip:a", block_frames=block_frames
    )
    for place, times in (("strip:a", 1), ("B", 2), ("Room", 3), ("mix", 6), ("master", 6)):
        assert np.flatnonzero(heard[place][0]).tolist() == [5_000], place
        assert heard[place][0, 5_000] == pytest.approx(0.5 * times)


@pytest.mark.parametrize("at", [0, 19_999])
def test_nothing_is_lost_at_either_end(at: int) -> None:
    sheet = sheet_of(track("a", move("late", by_frames=480.0)), master=(move("late"),))
    rendered, heard = play(sheet, {"a": click(at)})
    assert rendered.frames == 20_000
    assert np.flatnonzero(heard["master"][0]).tolist() == [at]


@pytest.mark.parametrize("block_frames", [100, 8192])
def test_a_side_chain_hears_its_key_at_the_same_moment(block_frames: int) -> None:
    sheet = sheet_of(
        track(
            "bass", move("late", by_frames=50.0), move("over key", key="kick"),
            move("late", by_frames=7.0), move("over key", key="B"), output="Late",
        ),
        bus("Late", move("late", by_frames=2_000.0)),
        track("kick", move("late", by_frames=900.0), move("fader", gain_db=-20.0), output="B"),
        bus("B", move("late", by_frames=13.0)),
        master=(move("late", by_frames=240.0),),
    )  # fmt: skip
    _, heard = play(
        sheet, {"bass": click(3_000), "kick": click(7_000)}, "strip:bass", block_frames=block_frames
    )
    bass = heard["strip:bass"][0]
    assert np.flatnonzero(bass).tolist() == [3_000, 7_000]
    assert bass[7_000] == pytest.approx(100.0, rel=1e-6)  # 0.5, fader at -20 dB, twice times 1000


def test_a_key_is_heard_after_its_fader_but_before_its_pan() -> None:
    sheet = sheet_of(
        track("bass", move("over key", key="kick")),
        track("kick", move("pan", position_percent=-100.0), move("fader", gain_db=-6.0)),
    )
    _, heard = play(sheet, {"kick": click(50), "bass": click(9)}, "strip:bass")
    assert heard["strip:bass"][:, 50] == pytest.approx([500 * 10 ** (-6 / 20)] * 2, rel=1e-6)


STEP = ((0.0, -20.0), (24_100 / RATE_HZ, -20.0), (24_100 / RATE_HZ, 0.0))


@pytest.mark.parametrize("block_frames", [64, 777, 8192])
@pytest.mark.parametrize("effect", ["fader", "times"])
def test_a_step_falls_on_its_frame(effect: str, block_frames: int) -> None:
    ones = Audio(np.ones((2, 30_000)), RATE_HZ)
    chain = (move("late", by_frames=123.0), move(effect, gain_db=0.0, curves={"gain_db": STEP}))
    _, heard = play(sheet_of(track("a", *chain)), {"a": ones}, block_frames=block_frames)
    assert heard["mix"][0, :24_100] == pytest.approx(0.1, rel=1e-7)
    assert heard["mix"][0, 24_100:] == pytest.approx(1.0, rel=1e-7)


def test_a_ride_is_straight_in_decibels_and_adds_to_the_fader() -> None:
    ones = Audio(np.ones((2, RATE_HZ)), RATE_HZ)
    ride = move("fader", curves={"gain_db": ((0.25, 0.0), (0.75, -12.0))})
    _, heard = play(sheet_of(track("a", ride, move("fader", gain_db=-3.0))), {"a": ones})
    level_db = 20 * np.log10(heard["mix"][0])
    wanted_db = -3.0 - 12.0 * np.clip((np.arange(RATE_HZ) / RATE_HZ - 0.25) / 0.5, 0.0, 1.0)
    assert level_db == pytest.approx(wanted_db, abs=1e-9)


def test_half_the_amount_rides_half_as_far() -> None:
    ones = Audio(np.ones((2, 4_800)), RATE_HZ)
    ride = move(
        "fader", amount_percent=50.0, curves={"gain_db": ((0.0, -12.0), (0.05, 6.0), (0.1, 6.0))}
    )
    _, heard = play(sheet_of(track("a", ride)), {"a": ones})
    assert 20 * np.log10(heard["mix"][0, [0, 2_400]]) == pytest.approx([-6.0, 3.0], abs=1e-9)


def test_a_pan_can_wander() -> None:
    ones = Audio(np.ones((2, 4_801)), RATE_HZ)
    wander = move("pan", curves={"position_percent": ((0.0, -100.0), (0.1, 100.0))})
    _, heard = play(sheet_of(track("a", wander)), {"a": ones}, layouts={"a": "mono"})
    left, right = heard["mix"]
    assert left**2 + right**2 == pytest.approx(1.0, abs=1e-12)
    assert [left[0], left[2_400], left[4_800]] == pytest.approx([1.0, np.sqrt(0.5), 0.0], abs=1e-12)


def test_an_automated_send_opens() -> None:
    ones = Audio(np.ones((2, 4_800)), RATE_HZ)
    throw = move("send", to="Room", curves={"level_db": ((0.05, -100.0), (0.05, -6.0))})
    _, heard = play(sheet_of(track("a", throw), back("Room")), {"a": ones}, "Room")
    assert not heard["Room"][:, :2_400].any()
    assert heard["Room"][0, 2_400:] == pytest.approx(10 ** (-6 / 20))


@pytest.mark.parametrize("block_frames", [300, 8192, 65536])
def test_an_echo_after_the_end_is_part_of_the_record(block_frames: int) -> None:
    sheet = sheet_of(
        track("a", move("send", to="Room", level_db=0.0)), back("Room", move("echo", time_s=1.5))
    )
    rendered, heard = play(sheet, {"a": click(19_000)}, "Room", block_frames=block_frames)
    assert rendered.song_frames == 20_000
    assert rendered.frames == 19_000 + 72_000 + 1
    assert heard["Room"].shape == heard["master"].shape == (2, rendered.frames)
    assert heard["master"][0, -1] == pytest.approx(0.25, abs=0.002)


def test_what_cannot_be_heard_after_the_end_is_cut() -> None:
    quiet = move("echo", time_s=1.5, gain_db=-100.0)
    rendered, _ = play(sheet_of(track("a", quiet)), {"a": click(19_000)})
    assert rendered.frames == 20_000
    too_late = move("echo", time_s=15.0)
    rendered, _ = play(sheet_of(track("a", too_late)), {"a": click(19_000)})
    assert rendered.frames == 20_000


def test_a_given_length_is_kept() -> None:
    sheet = sheet_of(track("a", move("echo", time_s=0.5)))
    for frames in (10_000, 30_000):
        rendered, heard = play(sheet, {"a": noise(1)}, length_frames=frames)
        assert rendered.frames == frames == heard["mix"].shape[1]
