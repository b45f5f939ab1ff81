"""Clarity falls with mud and not with level; partial loudness keeps its landmarks."""

from __future__ import annotations

import numpy as np
import pytest
from sung_song import RATE_HZ, mix

from tonmeister.effects import recall
from tonmeister.listening.clarity import clarity
from tonmeister.listening.partial_loudness import loss_db, loudness_sone
from tonmeister.signal import Audio

HZ = np.arange(30.0, 14000.0, 20.0)


def percent(sound: np.ndarray) -> float:
    told = clarity(Audio(np.ascontiguousarray(sound), RATE_HZ))
    assert told is not None
    assert told.at_s.shape == told.over_time_percent.shape
    return told.percent


def bell(sound: np.ndarray, gain_db: float) -> np.ndarray:
    made = recall("bell", {"frequency_hz": 280.0, "gain_db": gain_db, "width_q": 0.8})
    return made.start(RATE_HZ).process(sound.copy(), None, lambda knob: getattr(made, knob))


def test_mud_makes_a_mix_less_clear_and_cutting_it_clearer_again() -> None:
    clean, some, more = (percent(bell(mix(), g)) for g in (0.0, 5.0, 10.0))
    assert clean > some > more
    assert percent(bell(bell(mix(), 10.0), -6.0)) > more


def test_level_does_not_change_clarity() -> None:
    assert percent(mix() * 0.1) == pytest.approx(percent(mix()), abs=1e-6)


def test_reverb_and_noise_make_a_mix_less_clear() -> None:
    wet = recall("plate", {"decay_s": 2.5}).start(RATE_HZ).process(mix(), None, lambda knob: 2.5)
    noise = np.random.default_rng(1).standard_normal(mix().shape) * 0.05
    assert percent(mix() + wet) < percent(mix()) - 2.0
    assert percent(mix() + noise) < percent(mix()) - 2.0


def test_silence_has_no_clarity() -> None:
    assert clarity(Audio(np.zeros((2, 5 * RATE_HZ)), RATE_HZ)) is None
    assert clarity(Audio(np.zeros((2, 100)), RATE_HZ)) is None


def tone(at_hz: float, level_db: float) -> np.ndarray:
    power = np.zeros(HZ.size)
    power[np.abs(HZ - at_hz).argmin()] = 10.0 ** ((level_db - 103.0) / 10.0)
    return power


def noise(low_hz: float, high_hz: float, level_db: float) -> np.ndarray:
    inside = (low_hz <= HZ) & (high_hz > HZ)
    return np.where(inside, 10.0 ** ((level_db - 103.0) / 10.0) / inside.sum(), 0.0)


def test_a_tone_of_1_khz_at_40_db_is_one_sone() -> None:
    assert loudness_sone(tone(1000.0, 40.0), HZ) == pytest.approx(1.0, rel=0.15)


@pytest.mark.parametrize("level_db", [40.0, 50.0, 60.0, 70.0])
def test_ten_decibels_are_about_twice_as_loud(level_db: float) -> None:
    ratio = loudness_sone(tone(1000.0, level_db + 10.0), HZ) / loudness_sone(
        tone(1000.0, level_db), HZ
    )
    assert ratio == pytest.approx(2.0, rel=0.15)


def test_a_masked_tone_vanishes_and_a_far_noise_takes_nothing() -> None:
    under = tone(1000.0, 40.0)
    assert loudness_sone(under, HZ, noise(800.0, 1250.0, 70.0)) < 0.01
    assert loudness_sone(under, HZ, noise(6000.0, 9000.0, 40.0)) == pytest.approx(
        loudness_sone(under, HZ), rel=0.1
    )


def test_noise_below_takes_more_than_noise_above() -> None:
    below = loss_db(tone(2000.0, 60.0), noise(900.0, 1400.0, 85.0), HZ)
    above = loss_db(tone(2000.0, 60.0), noise(2900.0, 4400.0, 85.0), HZ)
    assert below is not None
    assert above is not None
    assert below > above


def test_more_noise_takes_more() -> None:
    losses = [loss_db(tone(1000.0, 60.0), noise(500.0, 2000.0, n), HZ) for n in (30, 50, 60, 70)]
    assert losses == sorted(losses)  # type: ignore[type-var]
    assert losses[-1] is not None
    assert losses[-1] > 5.0
