"""Who covers whom, in which bands, when and by how much."""

from __future__ import annotations

import numpy as np
import pytest
from check_scene import LENGTH_S, gate, part

from tonmeister.listening.masking import loss_db, masking, spread
from tonmeister.model import Span

ALWAYS = [Span(0.0, LENGTH_S)]


def band(first: int, last: int) -> np.ndarray:
    shape = np.full(30, -70.0)
    shape[first:last] = 0.0
    return shape


def test_equal_levels_cost_a_decibel_and_each_decibel_over_costs_one_more() -> None:
    assert loss_db(np.array(0.0)) == pytest.approx(0.94, abs=0.01)
    assert loss_db(np.array(-20.0)) < 0.01
    assert loss_db(np.array(31.0)) - loss_db(np.array(30.0)) == pytest.approx(1.0, abs=0.01)


def test_excitation_spreads_ten_decibels_an_octave_up_and_more_down() -> None:
    reach = 10.0 * np.log10(spread())
    assert reach[13, 10] == pytest.approx(-10.0, abs=0.01)
    assert reach[7, 10] == pytest.approx(-27.0, abs=0.01)


def test_two_parts_in_different_places_do_not_fight() -> None:
    strips = {"low": part(band(3, 8)), "high": part(band(20, 26))}
    assert masking(strips, {}, {"low": 1.0, "high": 1.0}) == ()


def test_the_louder_part_covers_the_softer_one_in_its_range() -> None:
    strips = {"voice": part(band(10, 22), lufs=-20), "guitar": part(band(16, 20), lufs=-12)}
    (pair,) = masking(strips, {}, {"voice": 1.0, "guitar": 0.2})
    assert (pair.under, pair.over) == ("voice", "guitar")
    assert 800 < pair.low_hz < 1300
    assert pair.loss_db > 6.0


def test_the_important_part_is_not_blamed_for_covering_the_other() -> None:
    strips = {"voice": part(band(10, 22), lufs=-8), "guitar": part(band(12, 20), lufs=-24)}
    assert masking(strips, {}, {"voice": 1.0, "guitar": 0.2}) == ()
    assert masking(strips, {}, {"voice": 0.2, "guitar": 1.0}) != ()


def test_masking_is_placed_in_time() -> None:
    strips = {
        "voice": part(band(10, 22), lufs=-20),
        "guitar": part(band(10, 22), lufs=-8, envelope=gate([Span(30.0, 50.0)])),
    }
    (pair,) = masking(strips, {}, {"voice": 1.0, "guitar": 0.2})
    assert len(pair.spans) == 1
    assert pair.spans[0].start_s == pytest.approx(30.0, abs=1.5)
    assert pair.spans[0].end_s == pytest.approx(50.0, abs=1.5)
    assert pair.masked_percent == pytest.approx(100 * 20 / 72, abs=4)


def test_turning_the_coverer_down_helps() -> None:
    strips = {"voice": part(band(10, 22), lufs=-20), "guitar": part(band(10, 22), lufs=-8)}
    priority = {"voice": 1.0, "guitar": 0.2}
    before = masking(strips, {}, priority)[0].loss_db
    after = masking(strips, {}, priority, gains_db={"guitar": -6.0})[0].loss_db
    assert before - after == pytest.approx(6.0, abs=0.8)
    assert masking(strips, {}, priority, gains_db={"guitar": -30.0}) == ()


def test_a_part_that_rests_covers_nobody() -> None:
    strips = {
        "voice": part(band(10, 22), envelope=gate([Span(0.0, 30.0)])),
        "guitar": part(band(10, 22), lufs=-6, envelope=gate([Span(31.0, 70.0)])),
    }
    assert masking(strips, {}, {"voice": 1.0, "guitar": 0.2}) == ()


def test_one_strip_alone_is_never_covered() -> None:
    assert masking({"voice": part(band(10, 22), envelope=gate(ALWAYS))}, {}) == ()
