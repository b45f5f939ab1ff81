"""What holds for every effect on the shelf."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from effect_playing import (
    CONSOLE_PLAYED,
    NAMES,
    RATE_HZ,
    in_time,
    level_db,
    music,
    peak_db,
    play,
    position,
    turned_to,
)
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tonmeister.effects import Effect, OutOfRange, effects, knobs_of, recall
from tonmeister.effects._impulses import names

ADDS_NOISE = {"dither"}
PLAYED_ELSEWHERE = {("trim", "shift_ms")}
few = settings(
    max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@st.composite
def any_setting(draw: st.DrawFn, name: str) -> Effect:
    cls = effects()[name]
    chosen: dict[str, Any] = {}
    for knob in knobs_of(cls):
        if knob.is_number:
            chosen[knob.name] = position(knob, draw(st.floats(0.0, 1.0)))
        elif isinstance(knob.default, bool):
            chosen[knob.name] = draw(st.booleans())
        else:
            chosen[knob.name] = draw(st.sampled_from(knob.choices or names()))
    assume(chosen.get("low_hz", 0.0) < chosen.get("high_hz", 1.0))
    return cls.recall(chosen)


@pytest.mark.parametrize("name", sorted(set(NAMES) - ADDS_NOISE))
@few
@given(data=st.data())
def test_silence_stays_silent(name: str, data: st.DataObject) -> None:
    effect = data.draw(any_setting(name))
    assert not play(effect, np.zeros((2, 9000))).any()


@pytest.mark.parametrize("name", sorted(set(NAMES) - ADDS_NOISE))
def test_after_its_tail_it_is_silent_again(name: str) -> None:
    effect = effects()[name]()
    sound = np.zeros((2, RATE_HZ // 5 + round((effect.tail_s() + 0.3) * RATE_HZ)))
    sound[:, : RATE_HZ // 5] = music(RATE_HZ // 5)
    out = in_time(effect, sound)
    assert peak_db(out[:, -RATE_HZ // 20 :]) < peak_db(out) - 55.0


@pytest.mark.parametrize("name", NAMES)
@few
@given(data=st.data(), rate_hz=st.sampled_from([8000, 44100, 48000, 96000, 192000]))
def test_what_is_loud_stays_finite(name: str, rate_hz: int, data: st.DataObject) -> None:
    effect = data.draw(any_setting(name))
    rng = np.random.default_rng(3)
    sound = np.zeros((2, 9000))
    sound[:, :3000] = rng.uniform(-1, 1, (2, 3000))
    sound[:, 4000], sound[:, 4001] = 1.0, -1.0
    sound[:, 5000:8000] = 1.0
    out = play(effect, sound, rate_hz=rate_hz)
    assert out.shape == sound.shape
    assert np.isfinite(out).all()
    assert np.abs(out).max() < 1e4


@pytest.mark.parametrize("name", NAMES)
def test_the_same_sound_comes_out_again(name: str) -> None:
    sound = music(12000)
    assert np.array_equal(play(turned_to(name, 0.4), sound), play(turned_to(name, 0.4), sound))


@pytest.mark.parametrize("name", NAMES)
def test_blocks_leave_no_trace(name: str) -> None:
    sound = music(12000)
    effect = turned_to(name, 0.4)
    whole = play(effect, sound, blocks=[65536])
    for blocks in ([64], [777], [1, 1, 510, 1, 8192, 3]):
        assert np.array_equal(whole, play(effect, sound, blocks=blocks)), blocks
    assert np.array_equal(whole[:, :700], play(effect, sound[:, :700], blocks=[1]))


@pytest.mark.parametrize("name", list(effects()))
def test_written_down_and_recalled_it_is_equal(name: str) -> None:
    effect = turned_to(name, 0.3)
    assert recall(name, effect.settings()) == effect


@pytest.mark.parametrize(
    ("name", "knob"),
    [
        (n, k.name)
        for n in NAMES
        for k in knobs_of(effects()[n])
        if (n, k.name) not in PLAYED_ELSEWHERE
    ],
)
def test_each_knob_changes_something(name: str, knob: str) -> None:
    cls = effects()[name]
    declared = next(k for k in knobs_of(cls) if k.name == knob)
    sound = music(20000)
    if declared.is_number:
        values: list[Any] = [position(declared, part) for part in (0.0, 0.3, 0.6, 1.0)]
    else:
        values = (
            [False, True]
            if isinstance(declared.default, bool)
            else list(declared.choices or names())
        )
    basis = {
        "limiter": {"gain_db": 12.0},
        "clipper": {"threshold_db": -12.0},
        "gate": {"threshold_db": -12.0},
        "delay": {"time_beats": 0.125},
        "match_eq": {"at_800_hz_db": 6.0},
    }.get(name, {})
    heard = [play(cls.recall({**basis, knob: value}), sound) for value in values]
    assert any(level_db(a - b) > -110 for a in heard for b in heard)


@pytest.mark.parametrize(
    "name", [n for n in NAMES if any(k.rest is not None for k in knobs_of(effects()[n]))]
)
def test_at_no_amount_nothing_happens(name: str) -> None:
    sound = 0.2 * music(12000)
    effect = turned_to(name, 0.4)
    if name == "trim":
        effect = effects()[name](gain_db=6.0)
    assert peak_db(in_time(effect.scaled(0.0), sound) - sound) < -120


@pytest.mark.parametrize("name", list(effects()))
def test_a_wrong_setting_is_one_clear_line(name: str) -> None:
    for knob in knobs_of(effects()[name]):
        if knob.is_number:
            with pytest.raises(OutOfRange, match=knob.name) as error:
                recall(name, {knob.name: knob.high + 1.0})
            assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "knob"),
    [(n, k.name) for n in NAMES for k in knobs_of(effects()[n]) if k.automatable],
)
def test_a_moving_knob_that_rests_sounds_like_a_fixed_one(name: str, knob: str) -> None:
    sound = music(6000)
    effect = effects()[name]()
    still = np.full(6000, float(getattr(effect, knob)))
    assert peak_db(play(effect, sound, moves={knob: still}) - play(effect, sound)) < -120


@pytest.mark.parametrize(
    ("name", "knob"),
    [(n, k.name) for n in NAMES for k in knobs_of(effects()[n]) if k.automatable],
)
def test_a_moving_knob_moves_alike_in_all_blocks(name: str, knob: str) -> None:
    sound = music(6000)
    effect = effects()[name]()
    moving = {knob: np.linspace(-20.0, 0.0, 6000)}
    whole = play(effect, sound, moves=moving)
    for blocks in ([64], [1, 777]):
        assert np.array_equal(whole, play(effect, sound, moves=moving, blocks=blocks))
    assert level_db(whole - play(effect, sound)) > -80


@pytest.mark.parametrize("name", sorted(CONSOLE_PLAYED))
def test_what_the_console_plays_says_so(name: str) -> None:
    with pytest.raises(NotImplementedError, match="console plays it"):
        effects()[name]().start(RATE_HZ)


@pytest.mark.parametrize("name", list(effects()))
def test_every_effect_says_what_it_is_for_and_where_it_comes_from(name: str) -> None:
    cls = effects()[name]
    assert (cls.__doc__ or "").strip()[-1] in ".:"
    assert cls.source
    assert all(knob.doc for knob in knobs_of(cls))
