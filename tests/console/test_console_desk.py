from __future__ import annotations

import numpy as np
import pytest
from console_scene import RATE_HZ, back, bus, move, noise, play, sheet_of, track

from tonmeister.signal import Audio


def db(ratio: float) -> float:
    return float(20 * np.log10(ratio))


def test_an_untouched_track_reaches_the_master_unchanged() -> None:
    a = noise(1)
    _, heard = play(sheet_of(track("a")), {"a": a}, "strip:a")
    for place in ("master", "mix", "strip:a"):
        assert np.array_equal(heard[place], a.samples), place


def test_a_silent_console_is_silent() -> None:
    sheet = sheet_of(
        track("a", move("smooth"), output="B"), bus("B", move("smooth")), length_s=0.25
    )
    rendered, heard = play(sheet, {})
    assert rendered.frames == 12_000
    assert heard["master"].shape == (2, 12_000)
    assert not heard["master"].any()


def test_a_short_track_is_followed_by_silence() -> None:
    short, long = noise(1, 5_000), noise(2, 20_000)
    _, heard = play(sheet_of(track("a"), track("b")), {"a": short, "b": long}, "strip:a")
    assert np.array_equal(heard["strip:a"][:, :5_000], short.samples)
    assert heard["strip:a"].shape == (2, 20_000)
    assert not heard["strip:a"][:, 5_000:].any()


@pytest.mark.parametrize(
    ("position", "left_db", "right_db"),
    [(0, -3.0103, -3.0103), (-100, 0.0, -300), (100, -300, 0.0), (50, -8.3435, -0.6877)],
)
def test_a_mono_track_keeps_its_power_wherever_it_stands(
    position: float, left_db: float, right_db: float
) -> None:
    a = noise(1)
    sheet = sheet_of(track("a", move("pan", position_percent=float(position))))
    _, heard = play(sheet, {"a": a}, layouts={"a": "mono"})
    for side, wanted_db in zip((0, 1), (left_db, right_db), strict=True):
        got_db = db(np.abs(heard["mix"][side]).max() / np.abs(a.samples[side]).max() + 1e-16)
        assert got_db == pytest.approx(wanted_db, abs=1e-3) or got_db < -300 == wanted_db


def test_a_mono_track_without_a_pan_stands_in_the_centre_at_minus_3_db() -> None:
    a = noise(1)
    _, heard = play(sheet_of(track("a")), {"a": a}, layouts={"a": "mono"})
    assert heard["mix"] == pytest.approx(a.samples * np.sqrt(0.5), abs=1e-14)


@pytest.mark.parametrize(
    ("position", "left", "right"), [(0, 1, 1), (50, np.sqrt(0.5), 1), (-100, 1, 0)]
)
def test_a_stereo_track_is_balanced(position: float, left: float, right: float) -> None:
    a = noise(1)
    sheet = sheet_of(track("a", move("pan", position_percent=float(position))))
    _, heard = play(sheet, {"a": a}, layouts={"a": "stereo"})
    assert heard["mix"][0] == pytest.approx(a.samples[0] * left, abs=1e-14)
    assert heard["mix"][1] == pytest.approx(a.samples[1] * right, abs=1e-14)


def test_faders_add_up_and_a_fader_at_the_bottom_is_off() -> None:
    a = noise(1)
    two = sheet_of(track("a", move("fader", gain_db=-4.0), move("fader", gain_db=-2.0)))
    _, heard = play(two, {"a": a})
    assert db(heard["mix"].std() / a.samples.std()) == pytest.approx(-6.0, abs=1e-9)
    _, heard = play(sheet_of(track("a", move("fader", gain_db=-100.0))), {"a": a})
    assert not heard["mix"].any()


def test_the_amount_scales_a_move_and_zero_or_bypass_removes_it() -> None:
    a = noise(1)

    def level_db(**how) -> float:
        _, heard = play(sheet_of(track("a", move("fader", gain_db=-8.0, **how))), {"a": a})
        return db(heard["mix"].std() / a.samples.std())

    assert level_db() == pytest.approx(-8.0, abs=1e-9)
    assert level_db(amount_percent=25.0) == pytest.approx(-2.0, abs=1e-9)
    assert level_db(amount_percent=0.0) == 0.0
    assert level_db(bypass=True) == 0.0


def test_inserts_play_in_the_order_of_the_sheet() -> None:
    a = noise(1)
    chain = (move("echo", time_s=0.01), move("over key", key="b"))
    expected = a.samples + 10 ** (-6 / 20) * np.pad(a.samples, ((0, 0), (480, 0)))[:, :-480]
    for moves, wanted in (
        (chain, expected + 1000.0 * a.samples),
        (chain[::-1], 1001.0 * expected),
    ):
        sheet = sheet_of(
            track("a", *moves), track("b", output="Off"), bus("Off", move("fader", gain_db=-100.0))
        )
        _, heard = play(sheet, {"a": a, "b": a}, length_frames=a.frames)
        assert heard["mix"] == pytest.approx(wanted, rel=1e-6, abs=1e-4)


def test_trim_flips_turns_and_shifts_a_track() -> None:
    a = noise(1)
    sheet = sheet_of(track("a", move("trim", gain_db=-6.0, flip_polarity=True, shift_ms=1.0)))
    rendered, heard = play(sheet, {"a": a})
    assert rendered.frames == a.frames + 48
    assert not heard["mix"][:, :48].any()
    assert heard["mix"][:, 48:] == pytest.approx(-a.samples * 10 ** (-6 / 20), abs=1e-14)
    _, early = play(sheet_of(track("a", move("trim", shift_ms=-1.0))), {"a": a})
    assert np.array_equal(early["mix"][:, :-48], a.samples[:, 48:])


def test_a_post_fader_send_follows_the_fader_and_a_pre_fader_send_does_not() -> None:
    a = noise(1)

    def in_room_db(pre_fader: bool, amount_percent: float = 100.0) -> float:
        send = move(
            "send", to="Room", level_db=-10.0, pre_fader=pre_fader, amount_percent=amount_percent
        )
        sheet = sheet_of(track("a", send, move("fader", gain_db=-20.0)), back("Room"))
        _, heard = play(sheet, {"a": a}, "Room")
        return db(heard["Room"].std() / a.samples.std())

    assert in_room_db(False) == pytest.approx(-30.0, abs=1e-9)
    assert in_room_db(True) == pytest.approx(-10.0, abs=1e-9)
    assert in_room_db(True, 50.0) == pytest.approx(-10.0 - 6.0206, abs=1e-4)


def test_stems_add_up_to_the_mix() -> None:
    sources = {name: noise(i) for i, name in enumerate("abcd")}
    sheet = sheet_of(
        track("a", move("smooth"), move("send", to="Room"), output="Low"),
        track("b", move("late"), move("fader", gain_db=-3.0), output="Low"),
        bus("Low", move("smooth", pole_percent=30.0), move("late", by_frames=11.0)),
        track("c", move("pan", position_percent=40.0), move("send", to="Room"), output="High"),
        bus("High", move("fader", gain_db=2.0)),
        track("d"),
        back("Room", move("echo", time_s=0.02), move("late")),
        master=(move("smooth"), move("late", by_frames=240.0), move("times", gain_db=6.0)),
    )
    stems = ("Low", "High", "Room", "strip:d")
    _, heard = play(sheet, sources, *stems)
    left = heard["mix"] - sum(heard[stem] for stem in stems)
    assert db(np.abs(left).max() + 1e-20) < -250
    assert {heard[place].shape for place in heard} == {heard["mix"].shape}
    assert heard["mix"].std() > 0.1


def test_a_strip_plays_alone_when_only_it_is_asked_for() -> None:
    sources = {"a": noise(1), "b": noise(2, 25_000)}
    sheet = sheet_of(track("a", output="B"), track("b", output="B"), bus("B"))
    rendered, heard = play(sheet, sources, only=["a"])
    assert rendered.frames == 25_000
    assert np.array_equal(heard["mix"][:, :20_000], sources["a"].samples)
    assert not heard["mix"][:, 20_000:].any()


def test_two_strips_may_play_the_same_track() -> None:
    a = noise(1)
    first, second = track("a"), track("a")
    from dataclasses import replace

    _, heard = play(sheet_of(first, replace(second, name="double")), {"a": a}, block_frames=512)
    assert np.array_equal(heard["mix"], 2 * a.samples)


def test_the_sources_are_not_changed() -> None:
    class View:
        rate_hz = RATE_HZ
        frames = 20_000
        samples = noise(1).samples

        def read(self, start: int, count: int):
            if start + count <= self.frames:
                return self.samples[:, start : start + count]
            return Audio(self.samples, RATE_HZ).read(start, count)

    source = View()
    before = source.samples.copy()
    play(sheet_of(track("a", move("trim", gain_db=3.0), move("smooth"))), {"a": source})
    assert np.array_equal(before, source.samples)
