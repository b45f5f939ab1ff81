"""The balance, the joint search and the filters that stand for its curves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from producer_songs import band, findings_of, sound

from tonmeister.knowledge import genres
from tonmeister.knowledge.placement import GROUPS, placements
from tonmeister.producer import decide
from tonmeister.producer.balance import (
    MIX_LUFS,
    above_band_lu,
    integrated_lufs,
    set_faders,
    set_goals,
)
from tonmeister.producer.bands import (
    bell_db,
    highpass_db,
    k_power,
    shelf_db,
    spread_tone,
    tone_db,
    tone_range_db,
)
from tonmeister.producer.buses import wanted_spectrum
from tonmeister.producer.evidence import Evidence
from tonmeister.producer.fit import SNAP_DB, fit
from tonmeister.producer.joint import CURVES, problem_of, solve
from tonmeister.producer.plan import Plan, lanes_of


def plan_of(song):
    lanes = lanes_of(song)
    return Plan(
        heard=song,
        genre=song.genre,
        evidence=Evidence(findings_of(song), song.genre, [x.name for x in lanes]),
        lanes=lanes,
        amounts={},
        wanted_db=wanted_spectrum(song.genre, None),
        tempo_bpm=120.0,
        buses={g: g for g in GROUPS},
    )


@pytest.mark.parametrize("style", ["metal", "rock", "country", "jazz"])
def test_the_voice_lies_over_the_band_as_the_genre_keeps_it(style):
    plan = plan_of(band(16, style))
    set_goals(plan)
    set_faders(plan)
    assert above_band_lu(plan) == pytest.approx(plan.genre["vocal.above_band_lu"].middle, abs=0.01)


@pytest.mark.parametrize("style", ["metal", "rock", "country", "jazz"])
def test_after_all_moves_the_voice_is_within_three_tenths(style):
    song = band(16, style)
    sheet = decide(song, findings_of(song), genre=song.genre, reference=None, amounts={})
    fader = next(d for d in sheet.strip("Vox").decisions if d.id == "Vox/balance/fader")
    meant = song.genre["vocal.above_band_lu"].middle
    assert fader.predicted["above_band_lu"] == pytest.approx(meant, abs=0.3)


def test_the_mix_is_set_to_one_loudness():
    plan = plan_of(band(12))
    set_goals(plan)
    set_faders(plan)
    assert integrated_lufs(plan.mix_k()) == pytest.approx(MIX_LUFS, abs=0.05)


def test_a_louder_recording_gets_a_lower_fader_by_as_much():
    quiet, loud = (band(3, seed=1) for _ in range(2))
    louder = loud.strips["Kick"]
    for values in (louder.power, louder.left_right, louder.k_power):
        values *= 4.0
    gains = []
    for song in (quiet, loud):
        plan = plan_of(song)
        set_goals(plan)
        set_faders(plan)
        gains.append(plan.lane("Kick").fader_db - plan.lane("Vox").fader_db)
    assert gains[0] - gains[1] == pytest.approx(6.02, abs=0.01)


def test_the_gradient_is_the_slope_of_the_cost():
    plan = plan_of(band(7))
    set_goals(plan)
    set_faders(plan)
    problem = problem_of(plan)
    p = np.random.default_rng(3).normal(0.0, 1.5, problem.count * (1 + CURVES))
    _, slope = problem.cost(p)
    step = 1e-5
    for i in range(0, p.size, 5):
        up, down = p.copy(), p.copy()
        up[i] += step
        down[i] -= step
        measured = (problem.cost(up)[0] - problem.cost(down)[0]) / (2.0 * step)
        assert slope[i] == pytest.approx(measured, rel=1e-4, abs=1e-7)


def test_the_search_lowers_cost_and_masking_and_keeps_the_balance():
    plan = plan_of(band(16))
    set_goals(plan)
    set_faders(plan)
    problem = problem_of(plan)
    gains, curves = solve(problem)
    still, found = np.zeros(gains.size * 11), np.concatenate([gains, curves.ravel()])
    assert problem.cost(found)[0] < problem.cost(still)[0]
    assert problem.masked_db(found) < problem.masked_db(still)
    assert problem._balance(problem.power * 10 ** (gains[:, None] / 10))[0] < 1.0


@settings(max_examples=40, deadline=None)
@given(
    st.floats(60.0, 12000.0), st.floats(-6.0, 3.0), st.sampled_from([0.7, 1.0, 1.4]),
)  # fmt: skip
def test_one_bell_is_found_again(frequency_hz, gain_db, width_q):
    curve = bell_db(frequency_hz, gain_db, width_q)
    filters = fit(curve, np.ones(30), cut_most_db=-6.0, boost_most_db=3.0)
    if abs(gain_db) < SNAP_DB:
        assert not filters or max(abs(f.gain_db) for f in filters) < 1.5
        return
    together = np.sum([f.response_db() for f in filters], axis=0) if filters else np.zeros(30)
    assert np.abs(together - curve).max() < 1.2
    assert len(filters) <= 4
    assert [f.gain_db > 0 for f in filters] == sorted(f.gain_db > 0 for f in filters)


def test_a_flat_curve_needs_no_filter():
    assert not fit(np.full(30, 0.3), np.ones(30), cut_most_db=-6.0, boost_most_db=3.0)


def test_filters_do_what_their_names_say():
    assert bell_db(1000.0, -4.0, 1.0)[16] == pytest.approx(-4.0)
    assert shelf_db(1000.0, 3.0, high=True)[-1] == pytest.approx(3.0, abs=0.1)
    assert shelf_db(1000.0, 3.0, high=False)[0] == pytest.approx(3.0, abs=0.1)
    assert shelf_db(1000.0, 3.0, high=True)[16] == pytest.approx(1.5, abs=0.01)
    assert highpass_db(1000.0, 12.0)[16] == pytest.approx(-3.01, abs=0.01)


def test_k_weighting_is_that_of_the_standard():
    assert 10 * np.log10(k_power()[16]) == pytest.approx(0.69, abs=0.05)  # 1 kHz, BS.1770
    assert 10 * np.log10(k_power()[-3]) == pytest.approx(4.0, abs=0.1)


@pytest.mark.parametrize("name", genres())
def test_a_wanted_spectrum_measures_as_it_was_wanted(name):
    from tonmeister.knowledge import genre

    wanted = tone_range_db(genre(name)).mean(axis=0)
    wanted -= 10 * np.log10((10 ** (wanted / 10)).sum())
    assert np.abs(tone_db(10 ** (spread_tone(wanted) / 10)) - wanted).max() < 0.2


def test_every_role_has_a_place():
    assert len(placements()) == 26
    assert {p.group for p in placements().values()} == set(GROUPS)


def test_a_voice_that_sings_alone_keeps_a_sane_fader():
    song = band(2, "folk")
    strips = {"Vox": sound("lead vocal", where=(0.0, 0.5)), "BV 1": sound("pad", where=(0.6, 1.0))}
    song = replace(song, strips=strips, roles={"Vox": "lead vocal", "BV 1": "pad"})
    found = decide(song, findings_of(song), genre=song.genre, reference=None, amounts={})
    fader = next(d for d in found.strips[0].decisions if d.stage == "balance")
    assert abs(fader.settings["gain_db"]) < 24.0
    assert fader.rule == "balance/place"
