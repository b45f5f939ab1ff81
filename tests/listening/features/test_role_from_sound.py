"""What a track is, told by its sound."""

from __future__ import annotations

import numpy as np
import pytest

from tonmeister.listening.analyse import features_of
from tonmeister.listening.role_from_sound import is_click, looks_like_mix, role_from_sound
from tonmeister.signal.audio import Audio

RATE_HZ = 44100
LENGTH_S = 12.0


def empty():
    return np.zeros(round(LENGTH_S * RATE_HZ))


def put(track, at_s, sound):
    start = round(at_s * RATE_HZ)
    room = track[start : start + len(sound)]
    room += sound[: len(room)]


def over(length_s):
    return np.arange(round(length_s * RATE_HZ)) / RATE_HZ


def kick_track():
    x, t = empty(), over(0.25)
    for i in range(20):
        put(
            x, 0.05 + i * 0.57, 0.7 * np.exp(-t * 22) * np.sin(300 * t + 12 * (1 - np.exp(-t * 40)))
        )
    return x


def snare_track():
    x, t, chance = empty(), over(0.22), np.random.default_rng(2)
    for i in range(11):
        wires = np.convolve(chance.standard_normal(len(t)), [0.25, 0.5, 0.25], "same")
        body = 1.5 * np.sin(2 * np.pi * 190 * t) + 1.6 * wires
        put(x, 0.6 + i * 1.0, 0.3 * np.exp(-t * 28) * body)
    return x


def hat_track():
    x, t, chance = empty(), over(0.06), np.random.default_rng(3)
    for i in range(46):
        noise = np.diff(np.diff(chance.standard_normal(len(t) + 2)))
        put(x, 0.1 + i * 0.25, chance.uniform(0.05, 0.1) * np.exp(-t * 90) * noise)
    return x


def tone(hz, length_s, harmonics, fall):
    t = over(length_s)
    wave = sum(np.sin(2 * np.pi * hz * k * t + k) / k**1.3 for k in range(1, harmonics))
    return wave * np.exp(-t * fall) * np.minimum(1, np.minimum(t / 0.004, (length_s - t) / 0.01))


def bass_track():
    x = empty()
    for i in range(40):
        put(x, 0.1 + i * 0.29, 0.3 * tone((41.2, 55.0, 49.0, 61.7)[i // 3 % 4], 0.28, 6, 3.0))
    return x


def vocal_track():
    """A voice: gliding pitch with vibrato through vowels, words with gaps."""
    x, chance = empty(), np.random.default_rng(4)
    for i in range(14):
        t = over(0.65)
        hz = 220 * 2 ** ((i * 5 % 9 - 3) / 12) * 2 ** (-0.15 * np.exp(-t * 12))
        hz = hz * 2 ** (0.04 * np.sin(2 * np.pi * 5.6 * t))
        phase = 2 * np.pi * np.cumsum(hz) / RATE_HZ
        formants = (
            [(500, 90), (1100, 120), (2600, 200)]
            if i % 2
            else [(320, 80), (2100, 140), (2900, 200)]
        )
        wave = np.zeros(len(t))
        for k in range(1, 25):
            level = sum(1 / (1 + ((hz.mean() * k - f) / w) ** 2) for f, w in formants)
            wave += level * np.sin(k * phase) / k**0.3
        breath = 0.03 * chance.standard_normal(len(t))
        put(x, 0.2 + i * 0.82, 0.15 * (wave + breath) * np.sin(np.pi * t / 0.65) ** 0.4)
    return x


def click_track(gap_s=0.5):
    x = empty()
    for i in range(int((LENGTH_S - 0.1) / gap_s)):
        put(x, 0.02 + i * gap_s, (0.8 if i % 4 == 0 else 0.5) * tone(1500, 0.03, 3, 80.0))
    return x


TRACKS = {
    "kick": kick_track, "snare": snare_track, "hi-hat": hat_track, "bass": bass_track,
    "lead vocal": vocal_track, "click": click_track,
}  # fmt: skip


def heard(x, y=None):
    return features_of(Audio(np.stack([x, x if y is None else y]), RATE_HZ))


@pytest.mark.parametrize("role", list(TRACKS))
def test_plain_sounds_are_recognised(role):
    found, confidence = role_from_sound(heard(TRACKS[role]()))
    assert found == role
    assert confidence > 0.4


def test_silence_is_nothing_in_particular():
    assert role_from_sound(heard(empty())) == ("other", 0.0)


@pytest.mark.parametrize("gap_s", [0.35, 0.5, 0.8])
def test_a_click_is_told_from_what_is_played(gap_s):
    assert is_click(heard(click_track(gap_s)))
    for role in ("kick", "snare", "hi-hat", "bass", "lead vocal"):
        assert not is_click(heard(TRACKS[role]()))


def parts():
    return {role: heard(make()) for role, make in TRACKS.items() if role != "click"}


def test_a_rough_mix_among_the_tracks_is_found():
    gains = {"kick": 0.8, "snare": 1.0, "hi-hat": 1.4, "bass": 0.6, "lead vocal": 1.2}
    mix = sum(gains[role] * TRACKS[role]() for role in gains)
    found, fit = looks_like_mix(heard(np.tanh(mix)), parts())
    assert found
    assert fit > 0.9


def test_a_rough_mix_that_begins_later_is_found_too():
    gains = {"kick": 0.8, "snare": 1.0, "hi-hat": 1.4, "bass": 0.6, "lead vocal": 1.2}
    mix = np.concatenate([np.zeros(2 * RATE_HZ), sum(gains[r] * TRACKS[r]() for r in gains)])
    assert looks_like_mix(heard(mix), parts())[0]


def test_a_bus_of_the_drums_is_no_rough_mix():
    bus = kick_track() + snare_track() + hat_track()
    assert not looks_like_mix(heard(bus), parts())[0]


@pytest.mark.parametrize("role", ["kick", "bass", "lead vocal"])
def test_one_of_the_tracks_is_no_rough_mix(role):
    others = {name: features for name, features in parts().items() if name != role}
    assert not looks_like_mix(heard(TRACKS[role]()), others)[0]
