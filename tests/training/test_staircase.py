"""How hard the next question is."""

from __future__ import annotations

import numpy as np
import pytest

from tonmeister.training import LEVELS, Stair


def climb(stair: Stair, *answers: bool) -> Stair:
    for right in answers:
        stair = stair.after(right)
    return stair


def test_two_right_in_a_row_go_up_and_one_alone_does_not() -> None:
    assert climb(Stair(level=4), True).level == 4
    assert climb(Stair(level=4), True, True).level > 4
    assert climb(Stair(level=4), True, False, True).level < 4


def test_one_wrong_answer_goes_down() -> None:
    assert climb(Stair(level=4), False).level < 4


def test_steps_are_of_two_till_the_first_turn_then_of_one() -> None:
    up = climb(Stair(level=3), True, True)
    assert up.level == 5
    turned = up.after(False)
    assert turned.level == 4
    assert climb(turned, True, True).level == 5


def test_it_stays_between_the_first_and_the_last_level() -> None:
    assert climb(Stair(), False, False, False).level == 1
    assert climb(Stair(level=LEVELS), *[True] * 8).level == LEVELS


def test_it_does_not_say_what_one_hears_before_it_has_turned_four_times() -> None:
    assert climb(Stair(), True, True, False, True, True, False).settled_level is None


@pytest.mark.parametrize("able_to", [3.0, 6.0, 9.0])
def test_it_settles_where_seven_in_ten_are_right(able_to: float) -> None:
    """A listener who is right half the time when guessing, and 70.7 % of it at ``able_to``."""
    chance = np.random.default_rng(7)
    slope = 1.3
    middle = able_to + np.log(1 / 0.414 - 1) / -slope  # 0.5 + 0.5 * logistic is 0.707 there
    stair, levels = Stair(), []
    for _ in range(3000):
        right = 0.5 + 0.5 / (1 + np.exp(slope * (stair.level - middle)))
        stair = stair.after(bool(chance.random() < right))
        levels.append(stair.level)
    assert np.mean(levels[200:]) == pytest.approx(able_to, abs=0.6)
