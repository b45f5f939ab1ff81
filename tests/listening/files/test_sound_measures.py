"""What is measured about samples: true for sounds that are known exactly, false for look-alikes."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from tonmeister.listening.sound_clicks import clicks
from tonmeister.listening.sound_depth import depth
from tonmeister.listening.sound_edge import edge
from tonmeister.listening.sound_ends import ends
from tonmeister.listening.sound_file import FileSound, walk
from tonmeister.listening.sound_hiss import hiss
from tonmeister.listening.sound_holes import holes
from tonmeister.listening.sound_hum import hum
from tonmeister.listening.sound_places import gathered, told
from tonmeister.listening.sound_tops import flats
from tonmeister.signal import Audio, Samples

RATE = 44100


def at_s(length_s: float, rate: int = RATE) -> Samples:
    return np.arange(round(length_s * rate)) / rate


def heard(sound: Samples, rate: int = RATE) -> FileSound:
    stereo = sound if sound.ndim == 2 else np.stack([sound, sound])
    return walk(Audio(np.ascontiguousarray(stereo), rate))


def noise(length_s: float, seed: int = 1, rate: int = RATE) -> Samples:
    return np.random.default_rng(seed).standard_normal((2, round(length_s * rate)))


@cache
def _music(length_s: float, seed: int, rate: int) -> Samples:
    chance = np.random.default_rng(seed)
    t = at_s(length_s, rate)
    out = np.zeros(t.size)
    for start_s in np.arange(0.0, length_s - 0.1, 0.21):
        first, last = round(start_s * rate), min(round((start_s + 1.2) * rate), t.size)
        since = t[first:last] - start_s
        pitch_hz = 55.0 * 2.0 ** (chance.integers(0, 40) / 12.0 + chance.uniform(-0.01, 0.01))
        note = sum(
            np.sin(2 * np.pi * pitch_hz * n * since + chance.uniform(0, 6)) / n**1.5
            for n in range(1, 12)
        )
        rise = np.clip(since / 0.01, 0.0, 1.0) * np.clip((1.2 - since) / 0.05, 0.0, 1.0)
        out[first:last] += note * rise * np.exp(-since / 0.3) * chance.uniform(0.2, 1.0)
    return np.stack([out, 0.8 * out]) * (0.5 / np.abs(out).max())


def music(length_s: float, seed: int = 2, rate: int = RATE) -> Samples:
    """Notes of random pitch and loudness that fade in 10 ms and die away; no two are alike."""
    return _music(length_s, seed, rate).copy()


@pytest.mark.parametrize("rate", [22050, 44100, 48000, 96000])
def test_one_walk_serves_every_rate(rate: int) -> None:
    notes = heard(music(4.0, rate=rate), rate)
    assert notes.length_s == pytest.approx(4.0)
    assert notes.peak.max() == pytest.approx(0.5, abs=1e-9)
    assert notes.peak.shape == notes.jump.shape


@pytest.mark.parametrize("frames", [1, 7, 1000])
def test_a_sound_too_short_for_anything_breaks_nothing(frames: int) -> None:
    notes = heard(np.full((2, frames), 0.1))
    assert flats(notes) == ()
    assert clicks(notes) == ()
    assert hum(notes) is None
    assert hiss(notes) is None
    assert edge(notes) is None
    assert holes(notes) == ()


def test_silence_has_no_ends_and_no_faults() -> None:
    notes = heard(np.zeros((2, 5 * RATE)))
    assert ends(notes) is None
    assert flats(notes) == ()
    assert clicks(notes) == ()


def test_a_low_copy_of_the_middle_is_the_sound_itself() -> None:
    notes = heard(0.3 * np.sin(2 * np.pi * 100.0 * at_s(12.0)))
    inside = notes.low[round(4 * notes.low_rate_hz) : round(8 * notes.low_rate_hz)]
    assert np.abs(inside).max() == pytest.approx(0.3, rel=0.01)


def test_a_clipped_wave_is_bent_and_a_limited_one_is_only_held() -> None:
    sound = music(12.0)
    ceiling = float(np.quantile(np.abs(sound), 0.98))
    (bent, *_) = flats(heard(np.tanh(sound / ceiling * 3.0)))
    assert bent.bent
    envelope = np.abs(sound).max(axis=0)
    size = round(0.02 * RATE)
    held = np.lib.stride_tricks.sliding_window_view(np.pad(envelope, size), 2 * size + 1)
    gain = np.minimum(1.0, ceiling / np.maximum(held.max(axis=1), 1e-9))
    gain = np.convolve(
        np.pad(gain, size // 2, mode="edge"), np.hanning(size) / np.hanning(size).sum()
    )
    limited = sound * gain[size - 1 : size - 1 + sound.shape[1]]
    assert not any(flat.bent for flat in flats(heard(limited)))


def test_the_level_of_a_bent_wave_does_not_matter() -> None:
    sound = np.tanh(music(8.0) * 16.0)
    loud, soft = flats(heard(sound)), flats(heard(sound * 0.1))
    assert [flat.tops for flat in loud] == pytest.approx([flat.tops for flat in soft], rel=0.1)
    assert soft[0].ceiling_db == pytest.approx(loud[0].ceiling_db - 20.0, abs=0.15)


def test_a_single_jump_is_a_click_and_a_stroke_is_none() -> None:
    sound = music(6.0)
    clean = clicks(heard(sound))
    sound[0, 3 * RATE] += 0.3
    (found,) = [c for c in clicks(heard(sound)) if c not in clean]
    assert found.at_s == pytest.approx(3.0, abs=0.001)
    assert found.channel == 0
    assert found.level == pytest.approx(0.3, rel=0.1)
    burst = noise(6.0) * np.exp(-(at_s(6.0) % 0.5) / 0.05) * 0.3
    assert len(clicks(heard(burst))) == 0


def test_a_hum_is_told_from_bass_notes_at_its_pitch() -> None:
    played = music(30.0)
    assert hum(heard(played)) is None
    t = at_s(30.0)
    comb = sum(np.sin(2 * np.pi * 50.03 * h * t) / h for h in range(1, 9))
    found = hum(heard(played + 0.004 * comb))
    assert found is not None
    assert found.hum_hz == pytest.approx(50.03, abs=0.01)
    assert found.hum_dbfs == pytest.approx(10 * np.log10(np.mean((0.004 * comb) ** 2)), abs=1.5)
    notes = sum(np.sin(2 * np.pi * 49.0 * h * t) / h * ((t % 2.0) < 1.0) for h in range(1, 9))
    assert hum(heard(played + 0.1 * notes)) is None


def test_a_floor_that_music_never_falls_under_is_a_hiss_and_a_cymbal_is_none() -> None:
    assert hiss(heard(music(8.0))) is None
    found = hiss(heard(music(8.0) + 0.003 * noise(8.0)))
    assert found is not None
    assert found.hiss_dbfs == pytest.approx(20 * np.log10(0.003), abs=1.0)
    cymbal = noise(8.0) * np.exp(-(at_s(8.0) % 0.5) / 0.2) * 0.05
    assert hiss(heard(music(8.0) + cymbal)) is None


def test_holes_are_counted_and_pauses_are_none() -> None:
    sound = 0.2 * noise(4.0)
    sound[:, RATE : RATE + 441] = 0.0
    sound[1, 2 * RATE : 2 * RATE + 882] = 0.0
    first, second = holes(heard(sound))
    assert (first.side, second.side) == ("both", "right")
    assert first.length_ms == pytest.approx(10.0, abs=0.6)
    paused = sound.copy()
    paused[:, RATE : 2 * RATE + 20000] = 0.0
    assert holes(heard(paused)) == ()


def test_a_buffer_played_twice_is_found_and_a_steady_tone_is_not_one() -> None:
    sound = 0.2 * noise(8.0)
    at = 2 * RATE + 13
    sound[:, at + 512 : at + 1024] = sound[:, at : at + 512]
    ((where_s, length_ms),) = heard(sound).repeats
    assert where_s == pytest.approx((at + 512) / RATE, abs=1e-4)
    assert length_ms == pytest.approx(1000.0 * 512 / RATE)
    assert heard(0.2 * np.sin(2 * np.pi * RATE / 64 * at_s(8.0))).repeats == []


def test_an_edge_is_found_to_100_hz_and_a_dark_sound_has_none() -> None:
    sound = noise(6.0)
    spectrum = np.fft.rfft(sound)
    hz = np.arange(spectrum.shape[1]) / 6.0
    cut = np.fft.irfft(spectrum * (hz < 15000.0), sound.shape[1]) * 0.1
    found = edge(heard(cut))
    assert found is not None
    assert found.edge_hz == pytest.approx(15000.0, abs=100.0)
    dark = np.fft.irfft(spectrum / (1.0 + (hz / 1000.0) ** 4), sound.shape[1]) * 0.1
    assert edge(heard(dark)) is None


@pytest.mark.parametrize("bits", [12, 16])
def test_a_fade_without_dither_stands_still_and_with_dither_it_moves(bits: int) -> None:
    steps = 2.0 ** (bits - 1)
    sound = music(16.0) * 10.0 ** (-5.5 * at_s(16.0) / 16.0)
    cut = Audio(np.floor(sound * steps) / steps, RATE)
    chance = np.random.default_rng(4)
    dither = chance.random(sound.shape) - chance.random(sound.shape)
    dithered = Audio(np.round(sound * steps + dither) / steps, RATE)
    hard, soft = (depth(walk(audio), audio) for audio in (cut, dithered))
    assert hard.depth_bits == soft.depth_bits == bits
    assert hard.stuck_percent > 35.0
    assert soft.stuck_percent < 5.0


def test_sound_in_floating_point_has_no_steps() -> None:
    audio = Audio(music(2.0), RATE)
    assert depth(walk(audio), audio).depth_bits == 0


def test_the_curve_between_samples_is_found_where_no_sample_shows_it() -> None:
    sound = 1.2 * np.sin(2 * np.pi * RATE / 4 * at_s(1.0) + np.pi / 4)
    sound *= np.clip(np.minimum(at_s(1.0), at_s(1.0)[::-1]) / 0.1, 0.0, 1.0)
    notes = heard(sound)
    assert notes.peak.max() < 0.86
    assert notes.between.max() == pytest.approx(1.2, rel=0.01)


def test_a_fade_is_as_long_as_it_is() -> None:
    sound = music(20.0)
    sound[:, -5 * RATE :] *= np.linspace(1.0, 0.0, 5 * RATE)
    told_ends = ends(heard(sound))
    assert told_ends is not None
    assert 2.0 < told_ends.fade_out_s < 6.0
    assert told_ends.fade_in_s == 0.0


def test_places_are_told_in_minutes_and_gathered_when_they_are_near() -> None:
    assert told([1.5, 62.25]) == "0:01.50, 1:02.25"
    assert told([float(i) for i in range(10)]).endswith("and 2 more")
    assert gathered([30.0, 1.0, 2.0]) == [[1.0, 2.0], [30.0]]
