"""Devices are data with a source, and what is rendered measures as they declare."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from tonmeister.knowledge.device_targets import UnknownDevice, device, devices
from tonmeister.listening import BANDS_HZ, features_of
from tonmeister.listening.translation import Rendering, hear_on
from tonmeister.listening.translation.scene import scene
from tonmeister.listening.translation.simulate import bands_db, noise_db_spl
from tonmeister.signal import Audio

WANTED = {"phone", "earbuds", "laptop", "car", "club", "kitchen"}


def _tone(hz: float, rate_hz: int) -> NDArray[np.float64]:
    t = np.arange(rate_hz) / rate_hz
    return 0.1 * np.stack([np.sin(2 * np.pi * hz * t)] * 2)


def test_the_six_devices_are_there() -> None:
    assert set(devices()) == WANTED


@pytest.mark.parametrize("name", devices())
def test_every_device_says_where_its_numbers_are_from(name: str) -> None:
    one = device(name)
    for grade, source in (
        (one.level_grade, one.level_source),
        (one.response.grade, one.response.source),
        (one.noise.grade, one.noise.source),
        *([(one.limit.grade, one.limit.source)] if one.limit else []),
    ):
        assert grade in ("standard", "published", "measured", "practice", "guess")
        assert len(source) > 10
    assert 40.0 <= one.level_db_spl <= 110.0
    assert one.noise_dba < one.level_db_spl


@pytest.mark.parametrize(
    ("name", "rate_hz"), [(name, 44100) for name in devices()] + [("car", 96000)]
)
def test_a_rendered_tone_comes_out_as_the_device_declares(name: str, rate_hz: int) -> None:
    one = replace(device(name), limit=None)
    for hz in (60.0, 125.0, 300.0, 1000.0, 3000.0, 8000.0, 15000.0):
        wanted_db = one.response.at_db(hz)
        if wanted_db < -50.0:
            continue
        sound = Audio(_tone(hz, rate_hz), rate_hz)
        heard = hear_on(scene(features_of(sound, light=True)), one)
        out = np.concatenate(
            list(Rendering(source=sound, device=one, heard=heard).blocks()), axis=1
        )
        assert out.shape == sound.samples.shape
        middle = slice(rate_hz // 2, rate_hz * 9 // 10)
        gain = np.sqrt(np.mean(out[:, middle] ** 2) / np.mean(sound.samples[:, middle] ** 2))
        assert 20.0 * np.log10(gain) == pytest.approx(wanted_db, abs=1.0), hz


@pytest.mark.parametrize("name", devices())
def test_the_simulation_on_bands_and_the_rendered_sound_agree(name: str) -> None:
    chance = np.random.default_rng(2)
    sound = Audio(0.1 * chance.standard_normal((2, 44100 * 4)), 44100)
    heard = hear_on(scene(features_of(sound, light=True)), device(name))
    made = Rendering(source=sound, device=device(name), heard=heard)
    out = np.concatenate(list(made.blocks()), axis=1)
    got = 2.0 * features_of(Audio(out, 44100), light=True).power.sum(axis=0).mean(axis=1)
    wanted_db = 10.0 * np.log10(heard.mix.mean(axis=1)) - heard.turned_db
    loud = wanted_db > wanted_db.max() - 40.0
    assert np.abs(10.0 * np.log10(got) - wanted_db)[loud].max() < 1.0


def test_lows_are_held_where_the_device_protects_itself() -> None:
    sound = Audio(_tone(330.0, 44100) + 0.2 * _tone(3000.0, 44100), 44100)
    heard = hear_on(scene(features_of(sound, light=True)), device("phone"))
    free = hear_on(scene(features_of(sound, light=True)), replace(device("phone"), limit=None))
    assert heard.held_db.min() < -1.0
    lows = (BANDS_HZ > 250.0) & (BANDS_HZ < 500.0)
    limit = device("phone").limit
    assert limit is not None
    assert 10.0 * np.log10(heard.mix[lows].sum(axis=0).max()) < limit.most_db_spl + 0.5
    assert 10.0 * np.log10(free.mix[lows].sum(axis=0).max()) > limit.most_db_spl + 1.0


def test_the_noise_of_the_place_is_as_loud_as_declared() -> None:
    for name in devices():
        one = device(name)
        a_db = 20.0 * np.log10(
            12194.0**2 * BANDS_HZ**4
            / ((BANDS_HZ**2 + 20.6**2) * (BANDS_HZ**2 + 12194.0**2)
               * np.sqrt((BANDS_HZ**2 + 107.7**2) * (BANDS_HZ**2 + 737.9**2)))
        ) + 2.0  # fmt: skip
        whole = 10.0 * np.log10((10.0 ** ((noise_db_spl(one) + a_db) / 10.0)).sum())
        assert whole == pytest.approx(one.noise_dba, abs=0.05)


def test_rendered_noise_lies_under_the_music_by_the_declared_distance() -> None:
    one = device("kitchen")
    sound = Audio(_tone(1000.0, 44100).repeat(3, axis=1), 44100)
    heard = hear_on(scene(features_of(sound, light=True)), one)
    silent = Audio(np.zeros_like(sound.samples), 44100)
    made = Rendering(source=silent, device=one, heard=heard, noise=True)
    out = np.concatenate(list(made.blocks()), axis=1)
    got = 2.0 * features_of(Audio(out, 44100), light=True).power.sum(axis=0).mean(axis=1)
    wanted_db = noise_db_spl(one) - heard.turned_db
    some = (BANDS_HZ > 100.0) & (BANDS_HZ < 12000.0)
    assert np.abs(10.0 * np.log10(got) - wanted_db)[some].max() < 1.5


def test_a_response_falls_by_its_slope_outside_its_points() -> None:
    curve = device("laptop").response
    low_hz, low_db = curve.points_db[0]
    assert curve.at_db(low_hz / 2) == pytest.approx(low_db - curve.low_slope_db)
    assert bands_db(curve)[0] < -60.0


def test_an_unknown_device_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownDevice, match="no device 'fridge'; there are car, club"):
        device("fridge")
