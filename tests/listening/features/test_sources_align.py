"""Polarity and delay between microphones that heard one source."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import butter, sosfilt

from tonmeister.listening.sources_align import align
from tonmeister.signal.audio import Audio

RATE_HZ = 44100


@pytest.fixture(scope="module")
def kit():
    """Twenty seconds of drum-like hits, each a little different."""
    chance = np.random.default_rng(11)
    x = np.zeros(RATE_HZ * 20)
    t = np.arange(RATE_HZ // 4) / RATE_HZ
    for i in range(64):
        start = round((0.1 + i * 0.3 + chance.uniform(0, 0.02)) * RATE_HZ)
        low = np.sin(2 * np.pi * chance.uniform(50, 80) * t) * np.exp(-t * 18)
        high = chance.standard_normal(len(t)) * np.exp(-t * chance.uniform(25, 60))
        x[start : start + len(t)] += chance.uniform(0.2, 0.5) * (low if i % 2 == 0 else high)
    return x


def heard_by(x, *, delay_s=0.0, low_hz=0.0, room=0.0, flip=False, hiss=0.0, seed=3):
    """What another microphone hears: later, thinner, roomier, upside down."""
    y = np.roll(x, round(delay_s * RATE_HZ))
    if low_hz:
        y = sosfilt(butter(2, low_hz, "high", fs=RATE_HZ, output="sos"), y)
    for i, late_s in enumerate((0.011, 0.017, 0.029)):
        y = y + room * 0.7**i * np.roll(y, round(late_s * RATE_HZ))
    y = y + hiss * np.random.default_rng(seed).standard_normal(len(y))
    return Audio(np.stack([y, y]) * (-1.0 if flip else 1.0), RATE_HZ)


@pytest.mark.parametrize("flip", [False, True])
@pytest.mark.parametrize("delay_s", [0.0, 0.0004, 0.003, 0.011, -0.002])
def test_delay_and_polarity_are_found(kit, delay_s, flip):
    far = heard_by(kit, delay_s=delay_s, low_hz=300, room=0.4, flip=flip, hiss=0.003)
    found = align(heard_by(kit), far)
    assert found.sure
    assert found.flipped is flip
    assert found.shift_ms == pytest.approx(-1000 * delay_s, abs=0.05)


def test_an_overhead_pair_of_which_one_is_flipped_is_found(kit):
    left = heard_by(kit, delay_s=0.0040, low_hz=200, room=0.3, hiss=0.002)
    right = heard_by(kit, delay_s=0.0046, low_hz=200, room=0.3, flip=True, hiss=0.002, seed=4)
    found = align(left, right)
    assert found.sure
    assert found.flipped


def test_what_the_shift_says_brings_the_microphones_together(kit):
    far = heard_by(kit, delay_s=0.005)
    found = align(heard_by(kit), far)
    moved = np.roll(far.samples[0], round(found.shift_ms / 1000 * RATE_HZ))
    assert np.corrcoef(moved, kit)[0, 1] > 0.99


def test_two_sources_that_have_nothing_to_do_with_each_other_are_left_alone(kit):
    chance = np.random.default_rng(5)
    other = Audio(np.tile(chance.standard_normal(RATE_HZ * 20) * 0.1, (2, 1)), RATE_HZ)
    assert not align(heard_by(kit), other).sure


def test_a_steady_tone_is_too_little_to_go_by():
    t = np.arange(RATE_HZ * 10) / RATE_HZ
    a, b = np.sin(2 * np.pi * 440 * t), np.sin(2 * np.pi * 440 * t + 1.0)
    assert not align(Audio(np.stack([a, a]), RATE_HZ), Audio(np.stack([b, b]), RATE_HZ)).sure


def test_silence_is_left_alone(kit):
    silence = Audio(np.zeros((2, RATE_HZ * 20)), RATE_HZ)
    assert align(heard_by(kit), silence).confidence == 0.0


def test_two_sample_rates_are_refused_with_both_named(kit):
    with pytest.raises(ValueError, match="44100 Hz and 48000 Hz"):
        align(heard_by(kit), Audio(np.zeros((2, 100)), 48000))
