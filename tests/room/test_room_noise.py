"""The noise of a room: its octaves, its grade, its hum."""

from __future__ import annotations

import numpy as np
import pytest

from tonmeister.listening.room import OCTAVES_HZ, nc, noise
from tonmeister.listening.room.noise import NC_DB

RATE_HZ = 48000
CHANCE = np.random.default_rng(4).standard_normal(3 * RATE_HZ)


def test_white_noise_rises_by_3_db_an_octave_and_adds_up() -> None:
    found = noise(1e-3 * CHANCE, RATE_HZ)
    assert found is not None
    assert found.level_dbfs == pytest.approx(-60.0, abs=0.2)
    levels = [found.octaves_dbfs[o] for o in OCTAVES_HZ]
    assert np.diff(levels) == pytest.approx([3.0] * 7, abs=0.9)
    assert found.hum_hz is None
    assert found.sticks_out_hz == 8000


@pytest.mark.parametrize("mains_hz", [50.0, 60.0])
def test_hum_is_heard_with_its_mains_and_level(mains_hz: float) -> None:
    time_s = np.arange(CHANCE.size) / RATE_HZ
    tones = [0.004 / n * np.sin(2 * np.pi * n * (mains_hz + 0.03) * time_s) for n in (1, 2, 3)]
    found = noise(1e-3 * CHANCE + np.sum(tones, axis=0), RATE_HZ)
    assert found is not None
    assert found.hum_hz == mains_hz
    planted_dbfs = 10.0 * np.log10(sum((0.004 / n) ** 2 / 2.0 for n in (1, 2, 3)))
    assert found.hum_dbfs == pytest.approx(planted_dbfs, abs=1.0)


def test_a_noise_that_follows_a_curve_has_that_grade() -> None:
    for grade, curve in NC_DB.items():
        assert nc(dict(zip(OCTAVES_HZ, map(float, curve), strict=True))) == pytest.approx(grade)
    loud = dict(zip(OCTAVES_HZ, map(float, NC_DB[30]), strict=True)) | {1000: 36.0}
    assert nc(loud) == pytest.approx(35.0)


def test_nothing_is_claimed_about_a_moment_or_digital_silence() -> None:
    assert noise(CHANCE[:4000], RATE_HZ) is None
    assert noise(np.zeros(RATE_HZ), RATE_HZ) is None
