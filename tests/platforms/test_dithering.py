"""Sixteen bits without distortion: the dither of a CD, with each noise shaping."""

from __future__ import annotations

import numpy as np
import pytest

from tonmeister.signal.dithering import BLANK_S, Quantiser, Shape, shape_of

RATE_HZ = 44100
STEP = 2.0**-15
SHAPES: tuple[Shape, ...] = ("none", "mild", "strong")
LONG = 1 << 18


def sixteen(sound: np.ndarray, shape: Shape, *, blank: bool = False, block: int = 65536):
    quantiser = Quantiser(RATE_HZ, 16, shape, blank=blank)
    pieces = [sound[:, i : i + block].copy() for i in range(0, sound.shape[1], block)]
    return np.concatenate([quantiser.process(np.ascontiguousarray(p)) for p in pieces], axis=1)


def sine(level_dbfs: float, hz: float, frames: int = LONG) -> np.ndarray:
    turns = round(hz * frames / RATE_HZ)  # whole turns, so that its line is one bin
    wave = 10 ** (level_dbfs / 20) * np.sin(2 * np.pi * turns * np.arange(frames) / frames)
    return np.stack([wave, wave])


def power(x: np.ndarray) -> np.ndarray:
    return np.abs(np.fft.rfft(x)) ** 2 / len(x) ** 2 * 4 / 2


@pytest.mark.parametrize("shape", SHAPES)
def test_a_sine_at_minus_100_db_is_still_there_and_clean(shape: Shape) -> None:
    out = sixteen(sine(-100.0, 997.0), shape)[0]
    assert np.allclose(out / STEP, np.round(out / STEP), atol=1e-9)
    line = round(997.0 * LONG / RATE_HZ)
    spectrum = power(out)
    assert 10 * np.log10(spectrum[line] * 2) == pytest.approx(-100.0, abs=0.5)
    for number in (2, 3, 4, 5, 7, 9):
        around = spectrum[number * line - 400 : number * line + 401]
        assert spectrum[number * line] < 12 * around.mean(), f"harmonic {number}"


def test_without_dither_the_same_sine_is_gone_or_broken() -> None:
    assert not np.round(sine(-100.0, 997.0)[0] / STEP).any()
    rough = np.round(sine(-84.0, 997.0)[0] / STEP) * STEP
    line, spectrum = round(997.0 * LONG / RATE_HZ), power(rough)
    around = spectrum[3 * line - 400 : 3 * line + 401]
    assert spectrum[3 * line] > 100 * around.mean()


@pytest.mark.parametrize("shape", SHAPES)
def test_the_noise_has_the_spectrum_that_its_filter_says(shape: Shape) -> None:
    sound = sine(-20.0, 440.0)
    noise = (sixteen(sound, shape) - sound)[0]
    pieces = noise.reshape(-1, 1024) * np.hanning(1024)
    measured = (np.abs(np.fft.rfft(pieces, axis=1)) ** 2).mean(axis=0)
    taps = shape_of(shape, RATE_HZ)
    turned = np.exp(-2j * np.pi * np.outer(np.arange(513) / 1024, np.arange(1, taps.size + 1)))
    said = np.abs(1.0 - turned @ taps) ** 2 * STEP**2 / 4 * (np.hanning(1024) ** 2).sum()
    inner = slice(8, 500)
    off_db = 10 * np.log10(measured[inner] / said[inner])
    assert np.abs(off_db - off_db.mean()).max() < 2.5
    assert abs(off_db.mean()) < 0.3


def test_stronger_shaping_is_softer_where_the_ear_is_keen_and_louder_above() -> None:
    hz = np.fft.rfftfreq(LONG, 1 / RATE_HZ)
    keen, above = (hz > 2000) & (hz < 5000), hz > 17000
    silence = np.zeros((2, LONG))
    levels = [power(sixteen(silence, shape)[0]) for shape in SHAPES]
    keen_db = [10 * np.log10(x[keen].mean()) for x in levels]
    above_db = [10 * np.log10(x[above].mean()) for x in levels]
    assert keen_db[1] < keen_db[0] - 6.0
    assert keen_db[2] < keen_db[1] - 5.0
    assert above_db[0] < above_db[1] < above_db[2]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("offset", [0.0, 0.5, 0.25])
def test_no_tone_of_its_own_arises_on_silence_or_a_constant(shape: Shape, offset: float) -> None:
    out = sixteen(np.full((2, LONG), offset * STEP), shape)[0]
    spectrum = power(out - out.mean())[64:]
    local = np.convolve(spectrum, np.ones(401) / 401, "same")
    inner = slice(200, -200)
    assert (spectrum[inner] / local[inner]).max() < 20.0  # noise: exponential, 130 000 bins


@pytest.mark.parametrize("shape", SHAPES)
def test_the_mean_of_many_is_the_sound_itself(shape: Shape) -> None:
    out = sixteen(np.full((2, LONG), 0.3 * STEP), shape)
    assert out.mean() / STEP == pytest.approx(0.3, abs=0.01)


@pytest.mark.parametrize("shape", SHAPES)
def test_digital_silence_stays_silence_but_a_short_rest_keeps_its_noise(shape: Shape) -> None:
    sound = np.zeros((2, 4 * RATE_HZ))
    sound[:, RATE_HZ : 2 * RATE_HZ] = sine(-30.0, 440.0, RATE_HZ)
    out = sixteen(sound, shape, blank=True)
    blank = round(BLANK_S * RATE_HZ)
    assert not out[:, :RATE_HZ].any()
    assert not out[:, 2 * RATE_HZ + blank + 1 :].any()
    assert out[:, 2 * RATE_HZ + 8 : 2 * RATE_HZ + blank].any()


@pytest.mark.parametrize("shape", SHAPES)
def test_blocks_and_reruns_leave_no_trace(shape: Shape) -> None:
    sound = np.random.default_rng(1).standard_normal((2, 60000)) * 0.01
    sound[:, 20000:45000] = 0.0
    whole = sixteen(sound, shape, blank=True)
    for block in (1000, 777, 65536):
        assert np.array_equal(whole, sixteen(sound, shape, blank=True, block=block))


def test_left_and_right_have_noise_of_their_own() -> None:
    left, right = sixteen(np.zeros((2, 60000)), "none")
    assert abs(np.corrcoef(left, right)[0, 1]) < 0.02


def test_full_scale_is_held_not_wrapped() -> None:
    out = sixteen(sine(1.0, 440.0, RATE_HZ), "strong")
    assert out.max() <= 1.0 - STEP
    assert out.min() >= -1.0
