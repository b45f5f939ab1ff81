"""A key for a singer, from what the singer sang."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tonmeister.model import Chart, ChartNote, ChartSection, KeyAt
from tonmeister.music.singers_key import VoiceRange, keys_for, shift_words, voice_range
from tonmeister.music.spelling import spelled

D_MAJOR = KeyAt(at_quarters=Fraction(0), tonic_fifths=2)


def tune(*keys: int) -> Chart:
    return Chart(
        title="",
        keys=(D_MAJOR,),
        melody=tuple(
            ChartNote(
                start_quarters=Fraction(n), length_quarters=Fraction(1), pitch=spelled(k, D_MAJOR)
            )
            for n, k in enumerate(keys)
        ),
    )


def voice(low: float, high: float) -> VoiceRange:
    quarter = (high - low) / 4
    return VoiceRange(low, high, low + quarter, high - quarter, (low + high) / 2)


def test_the_range_is_weighed_by_time_and_leaves_rare_extremes_out() -> None:
    heard = voice_range([60.0, 64.0, 67.0, 90.0], [3.0, 3.0, 3.0, 0.05])
    assert heard.low_semitones == 60.0
    assert heard.high_semitones < 68.0
    assert heard.middle_semitones == pytest.approx(64.0, abs=0.1)


def test_a_tune_that_lies_well_stays_where_it_is() -> None:
    best = keys_for(tune(62, 66, 69, 74, 69, 66), voice(60, 76))[0]
    assert (best.semitones, best.octaves, best.outside_count) == (0, 0, 0)


def test_a_tune_that_is_too_high_comes_down_until_the_top_is_in_reach() -> None:
    best = keys_for(tune(69, 71, 74, 78, 81), voice(62, 76))[0]
    assert best.outside_count == 0
    assert best.semitones in (-5, -6)
    assert best.under_top_semitones == 76 - (81 + best.semitones)


def test_a_man_sings_an_octave_below_what_is_written() -> None:
    best = keys_for(tune(62, 66, 69, 74, 69, 66), voice(48, 64))[0]
    assert (best.semitones, best.octaves) == (0, -1)
    assert best.top.midi == 62


def test_of_two_keys_that_fit_alike_the_one_with_fewer_signs_wins() -> None:
    wide = voice(50, 86)
    found = {k.semitones: k.cost_score for k in keys_for(tune(66, 69, 71), wide)}
    assert found[-2] < found[-1]  # C major under Db major
    assert all(-6 <= n <= 6 for n in found)


def test_the_hook_is_the_top_of_the_chorus() -> None:
    chart = tune(62, 62, 62, 62, 81, 81, 81, 81, 66, 66, 66, 66)
    chorus = ChartSection(name="Chorus 1", first_bar=2, bars=1)
    best = keys_for(replace(chart, sections=(chorus,)), voice(62, 81))[0]
    assert best.top.midi == 66 + best.semitones


def test_intervals_are_said_as_musicians_say_them() -> None:
    assert [shift_words(n) for n in (0, 5, -2, 12, -19)] == [
        "as it is", "up a fourth", "down a whole tone", "up an octave",
        "down an octave and a fifth",
    ]  # fmt: skip
