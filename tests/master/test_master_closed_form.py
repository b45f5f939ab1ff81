"""What is to be done to a mix, reckoned from spectra alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tonmeister.effects.match_eq import GAINS
from tonmeister.knowledge import genre
from tonmeister.knowledge.corpus import corpus
from tonmeister.model import Decision
from tonmeister.producer.reference import Outcome, Profile, blend, error_db, refined, unhelpful
from tonmeister.producer.reference.chain import DYNAMICS, TONE, WIDTH, curve_of
from tonmeister.producer.reference.curves import (
    reach_db,
    tone_curve_db,
    width_curve_db,
    width_limits_db,
)
from tonmeister.producer.reference.dynamics import reduction_db, spread_db, squeeze_towards
from tonmeister.producer.reference.profile import towards
from tonmeister.producer.reference.records import MOST_DB, records

RNG = np.random.default_rng(7)
FALL_DB = -np.arange(30) * 1.0
SIX = width_limits_db(6.0, np.zeros(30), 100.0)


def profile(mid: np.ndarray, apart_db: float | np.ndarray = -10.0, **other: object) -> Profile:
    base = Profile(name="a", mid_db=mid, side_db=mid + apart_db, spread_db=np.full(3, 10.0),
                   loudness_lufs=-14.0)  # fmt: skip
    return replace(base, **other)  # type: ignore[arg-type]


def test_level_is_no_part_of_the_error() -> None:
    shape = RNG.uniform(-5.0, 5.0, 30)
    assert error_db(shape, shape + 12.0) == pytest.approx(0.0, abs=1e-12)
    assert error_db(shape, -shape) > 3.0


def test_bands_that_nobody_hears_are_not_compared() -> None:
    shape = FALL_DB.copy()
    shape[29] = -90.0
    assert error_db(shape, FALL_DB) == 0.0


def test_the_curve_closes_the_gap_where_no_limit_binds() -> None:
    mix, goal = profile(FALL_DB), profile(FALL_DB + 5.0 * np.sin(np.arange(30) / 5.0) + 9.0)
    after = mix.mid_db + tone_curve_db(mix, goal, 18.0)
    assert error_db(after, goal.mid_db) < 0.05


def test_no_band_goes_further_than_it_may() -> None:
    mix, goal = profile(FALL_DB), profile(-FALL_DB)
    curve = tone_curve_db(mix, goal, 6.0)
    assert np.abs(curve).max() == 6.0
    assert error_db(mix.mid_db + curve, goal.mid_db) < error_db(mix.mid_db, goal.mid_db)


def test_at_part_of_the_amount_it_is_what_is_played_that_is_limited() -> None:
    assert reach_db(6.0, 100.0) == 6.0
    assert reach_db(6.0, 60.0) == pytest.approx(10.0)
    assert reach_db(18.0, 10.0) == 36.0  # the end of the knob


def test_what_is_not_in_the_mix_is_not_lifted() -> None:
    mid = FALL_DB.copy()
    mid[27:] = -120.0
    assert tone_curve_db(profile(mid), profile(FALL_DB * 0.5), 18.0)[27:].max() <= 0.0


def test_a_mono_mix_or_reference_asks_for_no_width() -> None:
    mono, wide = profile(FALL_DB, -100.0), profile(FALL_DB, -6.0)
    assert not width_curve_db(mono, wide, SIX).any()
    assert not width_curve_db(wide, mono, SIX).any()


def test_the_sides_may_come_down_twice_as_far_as_up() -> None:
    narrow, wide = profile(FALL_DB, -20.0), profile(FALL_DB, -4.0)
    assert width_curve_db(narrow, wide, SIX).max() == 6.0
    assert width_curve_db(wide, narrow, SIX).min() == -12.0


def test_what_the_tone_took_from_the_sides_may_be_given_back_on_top() -> None:
    tone = np.array([-5.0] * 10 + [0.0] * 10 + [4.0] * 10)
    low, high = width_limits_db(6.0, tone, 100.0)
    assert high.tolist() == [11.0] * 10 + [6.0] * 20
    assert low.tolist() == [-12.0] * 20 + [-16.0] * 10
    assert width_limits_db(6.0, tone, 50.0)[1].tolist() == [22.0] * 10 + [12.0] * 20
    narrow, wide = profile(FALL_DB, -30.0), profile(FALL_DB, -4.0)
    for amount in (100.0, 50.0):
        limits = width_limits_db(6.0, tone, amount)
        played = tone + width_curve_db(narrow, wide, limits) * amount / 100.0
        assert played[:20].max() <= 6.0


def test_a_correction_of_the_sides_knows_what_the_tone_took() -> None:
    taken = dict.fromkeys(GAINS[:10], -5.0)
    tone = replace(a_move(TONE), settings={"part": "both", **taken}, hold=True)
    narrow, wide = profile(FALL_DB, -30.0), profile(FALL_DB, -4.0)
    curve = curve_of(refined([tone, a_move(WIDTH)], narrow, wide, 6.0)[1])
    assert curve.tolist() == [11.0] * 10 + [6.0] * 20


def test_several_references_count_by_their_weights() -> None:
    tilted = profile(FALL_DB + np.linspace(-6.0, 6.0, 30), loudness_lufs=-8.0)
    both = blend([profile(FALL_DB), tilted], [1.0, 3.0])
    goal = FALL_DB + 0.75 * np.linspace(-6.0, 6.0, 30)
    assert error_db(both.mid_db, goal) < 1e-9
    assert both.loudness_lufs == pytest.approx(-9.5)


def test_a_reference_in_mono_has_no_say_in_the_sides() -> None:
    both = blend([profile(FALL_DB, -100.0), profile(FALL_DB, -6.0)], [5.0, 1.0])
    assert np.allclose(both.side_db - both.mid_db, -6.0)


def test_at_no_amount_the_mix_is_the_goal_and_at_all_the_reference() -> None:
    mix, goal = profile(FALL_DB), profile(0.5 * FALL_DB, -4.0, loudness_lufs=-9.0)
    none, all_of_it = towards(mix, goal, 0.0, 0.0, 0.0), towards(mix, goal, 1.0, 1.0, 1.0)
    assert np.allclose(none.mid_db, mix.mid_db)
    assert np.allclose(none.side_db, mix.side_db)
    assert error_db(all_of_it.mid_db, goal.mid_db) < 1e-9
    assert all_of_it.loudness_lufs == pytest.approx(-9.0)


def test_a_compressor_above_everything_does_nothing() -> None:
    assert not reduction_db(np.full(50, -30.0), 0.0, 3.0).any()


def test_loud_moments_are_turned_down_and_let_go_slowly() -> None:
    level = np.full(60, -40.0)
    level[20:30] = -10.0
    down = reduction_db(level, -20.0, 2.0)
    assert not down[:20].any()
    assert down[25] == pytest.approx(8.0)  # 16 dB over at 2:1
    assert down[30] > down[31] > down[40] >= 0.0


def test_the_simulation_comes_nearer_to_the_goals_swing() -> None:
    level = np.repeat([[-30.0, -14.0, -24.0, -10.0] * 25], 3, axis=0)
    playing = np.ones(100, bool)
    goal = np.full(3, 15.0)
    found = squeeze_towards(level, playing, goal)
    assert found is not None
    assert max(found.spread_db) < float(spread_db(level, playing).max())
    assert found.reduction_db <= 3.0


def test_nothing_gives_dynamics_back() -> None:
    level = np.repeat([[-20.0, -18.0] * 50], 3, axis=0)
    assert squeeze_towards(level, np.ones(100, bool), np.full(3, 12.0)) is None


def test_where_records_agree_with_the_mix_it_is_left_alone_and_else_moved_gently() -> None:
    from tonmeister.producer.bands import spread_tone, tone_range_db

    rock = genre("rock")
    usual = spread_tone(tone_range_db(rock).mean(axis=0))
    group = corpus().groups["loud"]
    fits = records(profile(usual - 3.0, -9.0), rock, group)
    assert error_db(fits.mid_db, usual) < 0.1
    dark = profile(usual + np.linspace(8.0, -8.0, 30), -9.0)
    moved = records(dark, rock, group).mid_db - dark.mid_db
    assert 0.5 < np.abs(moved).max() <= MOST_DB


def a_move(name: str, **other: object) -> Decision:
    return Decision(id=name, stage="master", effect="match_eq", settings={"part": "both"},
                    rule="match/tone", because=(), reason="", **other)  # type: ignore[arg-type]  # fmt: skip


def test_what_is_missing_after_the_limiter_is_added_at_its_amount() -> None:
    wanted = profile(FALL_DB)
    came_out = profile(FALL_DB + np.where(np.arange(30) == 5, -2.0, 0.0))
    half = refined([a_move(TONE, amount_percent=50.0)], came_out, wanted, 18.0)[0]
    curve = curve_of(half)
    assert curve[5] - curve[20] == pytest.approx(4.0, abs=0.15)


def test_what_a_person_holds_is_not_corrected() -> None:
    held = a_move(TONE, hold=True)
    assert refined([held], profile(FALL_DB), profile(-FALL_DB), 18.0) == [held]


def test_a_move_after_which_it_lies_no_nearer_is_taken_back() -> None:
    before = Outcome(mid_db=3.0, side_db=3.0, width_db=2.0, spread_db=4.0)
    after = Outcome(mid_db=1.0, side_db=3.0, width_db=2.5, spread_db=4.0)
    moves = [a_move(TONE), a_move(WIDTH), a_move(DYNAMICS, hold=True)]
    back = unhelpful(moves, before, after, "the record")
    assert [t.decision.id for t in back] == [WIDTH]
    assert "2.5 dB from the record" in back[0].reason
