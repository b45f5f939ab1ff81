"""Hum, clicks and clipped peaks: found where they are, mended, and nothing else touched."""

from __future__ import annotations

import numpy as np
import pytest
from damaged_music import RATE_HZ, Row, clicked, mains, plucks, snr_db, sung_vowel

from tonmeister.console.edits import AtHand, play_edits
from tonmeister.listening.cleaning.clicking import Click, clicks_in
from tonmeister.listening.cleaning.clipping import clipping_in
from tonmeister.listening.cleaning.hums import hum_in
from tonmeister.listening.sound_file import FileSound, walk
from tonmeister.model import Edit
from tonmeister.producer.edits.clean import click_edits, declip_edits, hum_edits
from tonmeister.signal import Audio


def walked(x: Row) -> FileSound:
    return walk(Audio(np.stack([x, x]), RATE_HZ))


def played(x: Row, edits: list[Edit]) -> Row:
    return play_edits(x[None], RATE_HZ, edits, AtHand())[0]


def hum_of(x: Row) -> list[Edit]:
    heard = walked(x)
    found = hum_in(heard.low, heard.low_rate_hz)
    return [] if found is None else hum_edits("Gtr", found, [(0.0, x.size / RATE_HZ)])


def clicks_of(x: Row) -> list[Edit]:
    return click_edits("Gtr", clicks_in(x[None], walked(x)), RATE_HZ, 1)


@pytest.mark.parametrize("hz", [50.0, 60.0])
def test_a_hum_that_drifts_comes_out_twenty_decibels_nearer(hz: float) -> None:
    right = plucks(20.0)
    wrong = right + mains(right.size, hz)
    edits = hum_of(wrong)
    assert len(edits) == 1
    assert snr_db(right, played(wrong, edits)) - snr_db(right, wrong) >= 20.0


def test_a_note_at_the_pitch_of_the_hum_is_kept() -> None:
    right = plucks(24.0)
    t = np.arange(RATE_HZ) / RATE_HZ
    note = 0.2 * np.sin(np.pi * t) * np.sin(2 * np.pi * 100.0 * t)
    right[12 * RATE_HZ : 13 * RATE_HZ] += note
    wrong = right + mains(right.size)
    mended = played(wrong, hum_of(wrong))[12 * RATE_HZ : 13 * RATE_HZ]
    spectrum = [abs(np.sum(x * np.exp(-2j * np.pi * 100.0 * t))) for x in (
        right[12 * RATE_HZ : 13 * RATE_HZ], mended)]  # fmt: skip
    assert abs(20 * np.log10(spectrum[1] / spectrum[0])) < 0.3


def test_digital_silence_between_clips_stays_silent() -> None:
    wrong = plucks(20.0) + mains(20 * RATE_HZ)
    wrong[9 * RATE_HZ : 9 * RATE_HZ + 20000] = 0.0
    mended = played(wrong, hum_of(wrong))
    assert not mended[9 * RATE_HZ : 9 * RATE_HZ + 20000].any()
    assert np.abs(mended - wrong).max() > 0.001


def test_music_without_damage_gets_no_edit() -> None:
    right = plucks(24.0)
    assert hum_of(right) == []
    assert clicks_of(right) == []
    assert clipping_in(right[None], RATE_HZ, walked(right)) is None


def test_a_held_low_note_is_no_hum() -> None:
    t = np.arange(20 * RATE_HZ) / RATE_HZ
    note = sum(np.sin(2 * np.pi * k * 49.0 * t) / k for k in range(1, 9))
    assert hum_of(np.asarray(0.1 * note) + 0.1 * plucks(20.0)) == []


def test_clicks_come_out_fifteen_decibels_nearer_and_the_rest_keeps_its_bits() -> None:
    right = plucks()
    wrong, places = clicked(right)
    edits = clicks_of(wrong)
    mended = played(wrong, edits)
    assert len(edits) >= len(places) - 1
    assert snr_db(right, mended) - snr_db(right, wrong) >= 15.0
    near = np.zeros(wrong.size, np.bool_)
    for first, last in places:
        near[first - 150 : last + 150] = True
    assert np.array_equal(mended[~near], wrong[~near])


def test_dropped_frames_are_filled_in() -> None:
    right = plucks()
    wrong = right.copy()
    for at in (90000, 160000, 250000):
        wrong[at : at + 24] = 0.0
    assert snr_db(right, played(wrong, clicks_of(wrong))) - snr_db(right, wrong) >= 15.0


def test_the_pulses_of_a_reed_or_a_throat_are_no_clicks() -> None:
    train = np.zeros(8 * RATE_HZ)
    train[:: RATE_HZ // 90] = 1.0
    from scipy.signal import lfilter

    throat = lfilter([1.0], [1.0, -1.6, 0.8], train)
    assert clicks_of(0.05 * np.asarray(throat) + 1e-4 * plucks(8.0)) == []


def test_very_many_clicks_become_few_edits_that_name_them_all() -> None:
    many = [Click(0, (3000 * i, 3000 * i + 5), 0.5) for i in range(1, 1200)]
    edits = click_edits("Vinyl", many, RATE_HZ, 1)
    assert len(edits) < 20
    assert sum(len(str(e.settings["frames"]).split()) for e in edits) == len(many)


@pytest.mark.parametrize("ceiling_percent", [50.0, 80.0])
def test_clipped_peaks_come_out_eight_decibels_nearer(ceiling_percent: float) -> None:
    right = sung_vowel()
    ceiling = ceiling_percent / 100.0 * float(np.abs(right).max())
    wrong = np.clip(right, -ceiling, ceiling)
    found = clipping_in(wrong[None], RATE_HZ, walked(wrong))
    assert found is not None
    edits, why_not = declip_edits("Vox", found, wrong.size)
    assert why_not == ""
    mended = played(wrong, edits)
    assert snr_db(right, mended) - snr_db(right, wrong) >= 8.0
    whole = np.abs(wrong) < ceiling * 0.999
    assert np.array_equal(mended[whole], wrong[whole])
    assert np.all(np.abs(mended[~whole]) >= ceiling * 0.999)


def test_half_an_edit_goes_half_the_way() -> None:
    from dataclasses import replace

    wrong, _ = clicked(plucks())
    edits = clicks_of(wrong)
    whole, half = (
        played(wrong, edits),
        played(wrong, [replace(e, amount_percent=50.0) for e in edits]),
    )
    assert np.allclose(half - wrong, 0.5 * (whole - wrong), atol=1e-12)


def test_a_square_wave_is_not_clipped_and_deep_clipping_is_left_with_its_reason() -> None:
    t = np.arange(4 * RATE_HZ) / RATE_HZ
    square = 0.5 * np.sign(np.sin(2 * np.pi * 110.0 * t))
    assert clipping_in(square[None], RATE_HZ, walked(square)) is None
    deep = np.clip(sung_vowel() * 100.0, -0.5, 0.5)
    found = clipping_in(deep[None], RATE_HZ, walked(deep))
    assert found is not None
    edits, why_not = declip_edits("Lead", found, deep.size)
    assert edits == []
    assert "guessed" in why_not


def test_a_click_at_the_very_end_does_no_harm() -> None:
    wrong = plucks(4.0)
    wrong[-30] += 0.8
    wrong[200] += 0.8
    assert np.isfinite(played(wrong, clicks_of(wrong))).all()
