"""The corpus measure: how ordinary a mix measures among released songs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from check_scene import from_total, record, tilted, usual_total

from tonmeister.knowledge.corpus import corpus
from tonmeister.listening import corpus_score, features_of, tone_distance_db
from tonmeister.listening.bands import db, k_weight, loudness_lufs
from tonmeister.listening.corpus import nine_bands, ordinary, profile_db, z_score
from tonmeister.listening.features import BANDS_HZ, TrackFeatures
from tonmeister.signal import Audio

ROW = (-9.8, -7.8, -6.5, -5.1, -3.5)


def test_percentiles_come_out_as_the_normal_curve_has_them() -> None:
    for value, z in zip(ROW, (-1.645, -0.674, 0.0, 0.674, 1.645), strict=True):
        assert z_score(value, ROW) == pytest.approx(z, abs=0.005)
    assert ordinary(0.6745) == pytest.approx(0.5, abs=0.001)


@pytest.mark.parametrize("group", sorted(corpus().groups))
def test_percentiles_rise_in_every_table(group: str) -> None:
    tables = corpus().groups[group]
    assert len(tables.level_db) == len(tables.side_mid_db) == 9
    for row in (*tables.level_db, *tables.side_mid_db):
        assert list(row) == sorted(row)


def test_each_third_octave_is_shared_out_once() -> None:
    assert nine_bands().sum(axis=0)[:-1] == pytest.approx(np.ones(29), abs=1e-3)


def test_k_weighting_is_that_of_the_standard() -> None:
    at = {round(f): g for f, g in zip(BANDS_HZ, db(k_weight()), strict=True)}
    assert at[1000] == pytest.approx(0.69, abs=0.1)  # BS.1770 adds the -0.691 for this
    assert at[10079] == pytest.approx(4.0, abs=0.1)
    assert at[39] < -5.0


def test_a_record_at_the_medians_is_as_ordinary_as_can_be() -> None:
    score = corpus_score(record())
    assert score.group == "loud"
    assert score.score > 0.85
    assert score.outside == ()
    assert score.tone_distance_db < 0.8


def test_one_band_too_many_is_named() -> None:
    score = corpus_score(record(tilted(usual_total(), 2550, 4350, 8)), "loud")
    worst = score.outside[0]
    assert (worst.what, round(worst.low_hz)) == ("level", 2550)
    assert worst.outside_db > 2.0
    assert score.score < corpus_score(record()).score


def test_mono_is_not_ordinary() -> None:
    score = corpus_score(record(None, -80.0), "loud")
    assert score.width_score < 0.01
    assert score.tone_score > 0.85


def test_level_is_no_part_of_the_score() -> None:
    loud, soft = record(), record(usual_total() / 30.0)
    assert corpus_score(loud, "loud").score == pytest.approx(
        corpus_score(soft, "loud").score, abs=1e-3
    )


def test_the_distance_to_a_profile_of_ones_own_is_nothing() -> None:
    print_ = record(tilted(usual_total(), 400, 2000, 4))
    assert tone_distance_db(print_, profile_db(print_)[0]) == pytest.approx(0.0, abs=1e-6)
    assert tone_distance_db(print_) > 1.0


def test_silence_has_a_profile_without_numbers_breaking() -> None:
    level, apart = profile_db(from_total(np.zeros((30, 100))))
    assert np.isfinite(level).all()
    assert np.isfinite(apart).all()


def heard(path: Path) -> TrackFeatures:
    samples, rate_hz = soundfile.read(path, always_2d=True)
    stereo = np.repeat(samples.T, 2, axis=0) if samples.shape[1] == 1 else samples.T
    return features_of(Audio(np.ascontiguousarray(stereo[:2]), rate_hz))


RELEASED = (
    "ultrastar/Jonathan Coulton - Mr. Fancy Pants/audio.mp3",
    "ultrastar/Joshua Morin - On the run/audio.ogg",
    "jamendolyrics/mp3/Fantasma_-_Los_Rombos.mp3",
    "debian_music/hyperrogue-music/hr-savino-caribbean.ogg",
    "debian_music/wesnoth-1.16-music/love_theme.ogg",
)


@pytest.mark.material
def test_released_masters_are_ordinary(material: Path) -> None:
    scores = [corpus_score(heard(material / path)) for path in RELEASED]
    assert np.median([s.score for s in scores]) > 0.45
    assert min(s.score for s in scores) > 0.3
    assert all(len(s.outside) <= 3 for s in scores)


@pytest.mark.material
@pytest.mark.parametrize("song", ["Rock", "Punk"])
def test_the_plain_sum_of_raw_tracks_is_less_ordinary_than_masters(
    material: Path, song: str
) -> None:
    files = sorted((material / "mdbdrums" / song / "raw").glob("*.wav"))
    tracks = [soundfile.read(f)[0] for f in files]
    length = min(map(len, tracks))
    whole = np.sum([t[:length] for t in tracks], axis=0) / len(tracks)
    score = corpus_score(features_of(Audio(np.stack([whole, whole]), 44100)), "loud")
    assert score.score < 0.3
    assert score.width_score < 0.01


@pytest.mark.material
def test_loudness_from_tenths_of_a_second_is_the_meters(material: Path) -> None:
    features = heard(material / RELEASED[0])
    assert loudness_lufs(features.k_power) == pytest.approx(
        features.facts["loudness_lufs"], abs=0.05
    )
