"""Swing, push and drift."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonmeister.music.feel import (
    drift,
    lane_late_ms,
    straight_place,
    swing_late_ms,
    swung_place,
)


def test_the_linn_figure_is_where_the_second_sixteenth_begins() -> None:
    """At 120 BPM a pair of sixteenths takes 250 ms: 66 % begins the second at 165 ms."""
    assert swing_late_ms(0.25, percent=66.0, grid=16, quarter_bpm=120.0) == pytest.approx(40.0)
    assert swing_late_ms(0.5, percent=66.0, grid=16, quarter_bpm=120.0) == 0.0
    assert swing_late_ms(0.5, percent=200 / 3, grid=8, quarter_bpm=120.0) == pytest.approx(500 / 6)


@given(st.floats(0.0, 16.0), st.floats(50.0, 78.0), st.sampled_from([8, 16]))
def test_straightening_takes_swing_back(at: float, percent: float, grid: int) -> None:
    assert straight_place(swung_place(at, percent, grid), percent, grid) == pytest.approx(at)


@given(st.lists(st.floats(0.0, 8.0), min_size=2, max_size=9), st.floats(50.0, 78.0))
def test_swing_changes_no_order(places: list[float], percent: float) -> None:
    moved = [swung_place(at, percent, 16) for at in sorted(places)]
    assert moved == sorted(moved)


def test_half_way_swing_is_straight() -> None:
    assert all(swung_place(at / 8, 50.0, 16) == at / 8 for at in range(33))


@pytest.mark.parametrize("count", [2, 3, 17, 256, 4000])
def test_drift_has_no_mean_and_stays_near(count: int) -> None:
    noise = drift(count, seed=5)
    assert abs(noise.mean()) < 1e-12
    assert np.abs(noise).max() < 3.5
    assert 0.6 < noise.std() <= 1.1


def test_drift_has_a_long_memory() -> None:
    """The power of 1/f noise falls by 10 dB a decade; white noise has the same everywhere."""
    slopes = []
    for seed in range(12):
        power = np.abs(np.fft.rfft(drift(4096, seed))) ** 2
        f = np.arange(4, 1500)
        slopes.append(np.polyfit(np.log10(f), np.log10(power[f]), 1)[0])
    assert np.mean(slopes) == pytest.approx(-1.0, abs=0.15)


def test_drift_is_the_same_for_a_seed_and_another_for_another() -> None:
    assert np.array_equal(drift(64, 1), drift(64, 1))
    assert not np.array_equal(drift(64, 1), drift(64, 2))


@given(st.integers(0, 1000), st.floats(-60, 60), st.floats(0, 40), st.integers(1, 60))
def test_a_lanes_mean_is_its_push(seed: int, push: float, loose: float, count: int) -> None:
    late = lane_late_ms(
        [n * 0.5 for n in range(count)], push_ms=push, loose_ms=loose,
        whole_quarters=count * 0.5, seed=seed, lane=2,
    )  # fmt: skip
    assert late.mean() == pytest.approx(push, abs=1e-6)


def test_limbs_of_one_drummer_drift_together_a_little() -> None:
    places = [n * 0.5 for n in range(400)]
    alike = []
    for seed in range(10):
        one, other = (
            lane_late_ms(places, push_ms=0, loose_ms=5, whole_quarters=200, seed=seed, lane=lane)
            for lane in (0, 4)
        )
        alike.append(np.corrcoef(one, other)[0, 1])
    assert 0.25 < np.mean(alike) < 0.75
