"""Left and right of one source are known by their names."""

from __future__ import annotations

import pytest

from tonmeister.producer.pan import are_sides


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("05 OH L", "06 OH R"),
        ("OH_R", "OH_L"),
        ("Gtr Left", "gtr right"),
        ("1. Room L", "3 Room R"),
    ],
)
def test_two_sides_of_one_source_are_a_pair_whatever_their_track_numbers(first, second):
    assert are_sides(first, second)
    assert are_sides(second, first)


@pytest.mark.parametrize(
    ("first", "second"),
    [("05 OH L", "06 OH L"), ("OH L", "Room R"), ("Gtr 1", "Gtr 2"), ("Gtr 1 L", "Gtr 2 R")],
)
def test_others_are_no_pair(first, second):
    assert not are_sides(first, second)
