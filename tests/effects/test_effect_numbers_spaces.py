"""Rooms and plates by their numbers."""

from __future__ import annotations

import numpy as np
import pytest
from effect_playing import level_db, play

from tonmeister.effects import recall

RATE_HZ = 48000


def answer(name: str, settings: dict[str, float], length_s: float) -> np.ndarray:
    click = np.zeros((2, round(length_s * RATE_HZ)))
    click[:, 0] = 1.0
    return play(recall(name, {"highpass_hz": 10.0, **settings}), click, rate_hz=RATE_HZ)


def band(sound: np.ndarray, low_hz: float, high_hz: float) -> np.ndarray:
    from scipy.signal import butter, sosfiltfilt

    return np.asarray(
        sosfiltfilt(butter(4, [low_hz, high_hz], "band", fs=RATE_HZ, output="sos"), sound)
    )


def decay_s(sound: np.ndarray) -> float:
    """Return the reverberation time from -5 to -35 dB (Schroeder 1965, ISO 3382)."""
    left = np.cumsum((sound**2).sum(axis=0)[::-1])[::-1]
    level = 10 * np.log10(left / left[0] + 1e-30)
    a, b = int(np.argmax(level < -5)), int(np.argmax(level < -35))
    return 2.0 * (b - a) / RATE_HZ


@pytest.mark.parametrize("wanted_s", [0.4, 1.2, 3.0])
@pytest.mark.parametrize("name", ["room", "plate"])
def test_it_decays_in_the_time_it_says(name: str, wanted_s: float) -> None:
    settings = {"decay_s": wanted_s, "damping_hz": 20000.0, "predelay_ms": 0.0}
    sound = answer(name, settings, 1.3 * wanted_s + 0.3)
    assert decay_s(band(sound, 300, 3000)) == pytest.approx(wanted_s, rel=0.1)


@pytest.mark.parametrize("name", ["room", "plate"])
def test_at_the_damping_frequency_it_decays_twice_as_fast(name: str) -> None:
    settings = {"decay_s": 2.0, "damping_hz": 4000.0, "predelay_ms": 0.0}
    sound = answer(name, settings, 2.6)
    assert decay_s(band(sound, 3700, 4300)) == pytest.approx(1.0, rel=0.15)


@pytest.mark.parametrize("name", ["room", "plate"])
def test_noise_comes_back_about_as_loud_as_it_went_in(name: str) -> None:
    noise = np.random.default_rng(1).standard_normal((2, 4 * RATE_HZ)) * 0.1
    for decay in (0.5, 2.0):
        effect = recall(name, {"decay_s": decay, "highpass_hz": 10.0, "damping_hz": 20000.0})
        back = play(effect, noise, rate_hz=RATE_HZ)[:, 2 * RATE_HZ :]
        assert level_db(back) - level_db(noise) == pytest.approx(0.0, abs=2.0)


@pytest.mark.parametrize("name", ["room", "plate"])
def test_nothing_answers_before_the_predelay(name: str) -> None:
    sound = answer(name, {"predelay_ms": 50.0}, 0.5)
    first = np.abs(sound).max(axis=0).nonzero()[0][0]
    assert 0.050 <= first / RATE_HZ < 0.070


@pytest.mark.parametrize("name", ["room", "plate"])
def test_both_sides_are_their_own(name: str) -> None:
    late = answer(name, {"decay_s": 1.5}, 1.5)[:, RATE_HZ // 5 :]
    assert abs(np.corrcoef(late)[0, 1]) < 0.15
    assert level_db(late[0]) == pytest.approx(level_db(late[1]), abs=1.5)


@pytest.mark.parametrize("name", ["room", "plate"])
def test_no_single_tone_rings_on(name: str) -> None:
    """The late spectrum has no line that stands out of the noise it should be."""
    late = answer(name, {"decay_s": 2.0, "damping_hz": 20000.0}, 2.5)[
        0, RATE_HZ // 2 : RATE_HZ + RATE_HZ // 2
    ]
    spectrum = np.abs(np.fft.rfft(late * np.hanning(late.size)))[100:15000]
    smooth = np.sqrt(np.convolve(spectrum**2, np.ones(301) / 301, "same"))
    assert 20 * np.log10((spectrum / smooth).max()) < 16.5  # of noise: 10; of one comb: 25


def test_a_larger_room_answers_later() -> None:
    def middle_ms(size: float) -> float:
        power = (answer("room", {"size_percent": size, "predelay_ms": 0.0}, 0.6) ** 2).sum(axis=0)
        return float((power * np.arange(power.size)).sum() / power.sum() / RATE_HZ * 1000)

    assert middle_ms(20.0) < middle_ms(100.0) < middle_ms(200.0)


@pytest.mark.parametrize("name", ["room", "plate"])
def test_a_space_that_nobody_hears_any_more_falls_silent(name: str) -> None:
    effect = recall(name, {"decay_s": 0.2, "predelay_ms": 0.0, "mix_percent": 100.0})
    sound = np.zeros((2, RATE_HZ))
    sound[:, :1000] = 1.0
    back = play(effect, sound, rate_hz=RATE_HZ)
    last = np.flatnonzero(back.any(axis=0))[-1]
    assert 0.4 < last / RATE_HZ < 0.8
    assert level_db(back[:, last - 200 : last + 1]) < -120.0


@pytest.mark.parametrize("name", ["room", "plate"])
def test_an_emptied_space_sounds_like_a_new_one_however_it_was_divided(name: str) -> None:
    effect = recall(name, {"decay_s": 0.1, "predelay_ms": 3.0, "highpass_hz": 10.0})
    burst = np.random.default_rng(2).standard_normal((2, 1000))
    sound = np.concatenate([burst, np.zeros((2, 40000)), burst, np.zeros((2, 9000))], axis=1)
    whole = play(effect, sound, rate_hz=RATE_HZ)
    assert not whole[:, 40000:41000].any()
    assert np.allclose(whole[:, 41000:], whole[:, :10000], rtol=0.0, atol=1e-12)
    for blocks in ([1, 62, 700, 3000], [1000], [16384], [20001, 1, 77]):
        assert np.array_equal(play(effect, sound, blocks=blocks, rate_hz=RATE_HZ), whole)
