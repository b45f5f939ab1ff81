"""What the sources say of equalisers, width, delay and convolution, in numbers."""

from __future__ import annotations

import numpy as np
import pytest
from effect_playing import in_time, level_db, music, peak_db, play

from tonmeister.effects import Effect, OutOfRange, recall
from tonmeister.effects._biquads import crossover, turned
from tonmeister.effects._impulses import impulse_named
from tonmeister.effects.convolution import Convolution
from tonmeister.signal import Audio


def response_db(effect: Effect, hz: float, rate_hz: int = 48000) -> float:
    """Return the gain at a frequency, from the answer to one click."""
    click = np.zeros((2, rate_hz))
    click[:, 0] = 1.0
    answer = in_time(effect, click, rate_hz)[0]
    wave = np.exp(-2j * np.pi * hz * np.arange(rate_hz) / rate_hz)
    return float(20 * np.log10(abs(answer @ wave) + 1e-12))


@pytest.mark.parametrize("rate_hz", [44100, 48000, 96000, 192000])
def test_a_bell_has_its_gain_at_its_centre(rate_hz: int) -> None:
    for hz in (60.0, 1000.0, 12000.0):
        bell = recall("bell", {"frequency_hz": hz, "gain_db": -7.5, "width_q": 1.4})
        assert response_db(bell, hz, rate_hz) == pytest.approx(-7.5, abs=0.01)


@pytest.mark.parametrize("hz", [1000.0, 10000.0])
def test_a_bell_is_as_wide_high_up_as_below(hz: float) -> None:
    """Half its gain in dB lies where Q says, within a tenth, at 44.1 kHz too."""
    q = 2.0
    octaves = 2 * np.arcsinh(1 / (2 * q)) / np.log(2)
    bell = recall("bell", {"frequency_hz": hz, "gain_db": 6.0, "width_q": q})
    lower = response_db(bell, hz * 2 ** (-octaves / 2), 44100)
    upper = response_db(bell, hz * 2 ** (octaves / 2), 44100)
    assert 0.5 * (lower + upper) == pytest.approx(3.0, abs=0.3)


@pytest.mark.parametrize(
    ("name", "full_hz", "none_hz"), [("low_shelf", 20, 15000), ("high_shelf", 21000, 30)]
)
def test_a_shelf_has_half_its_gain_in_the_middle(name: str, full_hz: float, none_hz: float) -> None:
    shelf = recall(name, {"frequency_hz": 2000.0, "gain_db": 6.0})
    assert response_db(shelf, 2000.0) == pytest.approx(3.0, abs=0.01)
    assert response_db(shelf, full_hz) == pytest.approx(6.0, abs=0.05)
    assert response_db(shelf, none_hz) == pytest.approx(0.0, abs=0.05)


@pytest.mark.parametrize("slope_db", [6.0, 12.0, 18.0, 24.0])
def test_a_pass_takes_three_db_at_its_corner_and_its_slope_beyond(slope_db: float) -> None:
    high = recall("highpass", {"frequency_hz": 400.0, "slope_db": slope_db})
    low = recall("lowpass", {"frequency_hz": 400.0, "slope_db": slope_db})
    assert response_db(high, 400.0) == pytest.approx(-3.01, abs=0.01)
    assert response_db(low, 400.0) == pytest.approx(-3.01, abs=0.01)
    assert response_db(high, 50.0) - response_db(high, 25.0) == pytest.approx(slope_db, abs=0.2)
    assert response_db(low, 1600.0) - response_db(low, 3200.0) == pytest.approx(slope_db, abs=0.5)


def test_a_slope_between_the_steps_is_refused() -> None:
    with pytest.raises(OutOfRange, match="slope_db is 13 dB, but may be 6, 12, 18 or 24 dB"):
        recall("highpass", {"slope_db": 13.0})


def test_a_fixed_filter_is_scipys_within_minus_140_db() -> None:
    from scipy.signal import sosfilt

    bands = [
        recall("highpass", {"frequency_hz": 70.0, "slope_db": 18.0}),
        recall("bell", {"frequency_hz": 300.0, "gain_db": -4.0}),
        recall("high_shelf", {"gain_db": 5.0}),
    ]
    ours = wanted = music(20000)
    for band in bands:
        sections = band.biquads(44100)  # type: ignore[attr-defined]
        ours = play(band, ours)
        sos = np.hstack([sections[:, :3], np.ones((len(sections), 1)), sections[:, 3:]])
        wanted = sosfilt(sos, wanted, axis=1)
    assert level_db(ours - wanted) - level_db(wanted) < -140


def test_a_moving_band_follows_its_curve() -> None:
    tone = np.tile(0.25 * np.sin(2 * np.pi * 1000 * np.arange(44100) / 44100), (2, 1))
    bell = recall("bell", {"frequency_hz": 1000.0})
    out = play(bell, tone, moves={"gain_db": np.linspace(-12.0, 12.0, 44100)})
    for part in (0.25, 0.5, 0.75):
        here = slice(round(part * 44100) - 441, round(part * 44100) + 441)
        gain_db = level_db(out[:, here]) - level_db(tone[:, here])
        assert gain_db == pytest.approx(-12 + 24 * part, abs=0.15)


def test_the_two_sides_of_a_crossover_add_up_flat() -> None:
    from scipy.signal import sosfreqz

    def answer(sections: np.ndarray) -> np.ndarray:
        sos = np.hstack([sections[:, :3], np.ones((len(sections), 1)), sections[:, 3:]])
        return sosfreqz(sos, 2000)[1]

    for hz in (120.0, 2500.0, 12000.0):
        both = answer(crossover(hz, 44100, high=False)) + answer(crossover(hz, 44100, high=True))
        assert np.abs(20 * np.log10(np.abs(both))).max() < 1e-6
        assert np.allclose(both, answer(turned(hz, 44100)), atol=1e-9)


def test_the_bands_of_a_multiband_at_rest_add_up_flat() -> None:
    quiet = recall("multiband", {"ratio": 2.0, "low_threshold_db": 0.0, "mid_threshold_db": 0.0,
                                 "high_threshold_db": 0.0, "knee_db": 0.0})  # fmt: skip
    for hz in (40.0, 150.0, 900.0, 3500.0, 9000.0):
        assert response_db(quiet, hz) == pytest.approx(0.0, abs=0.001)


def test_width_keeps_the_middle_and_turns_the_sides() -> None:
    sound = music(8000)
    for percent in (0.0, 50.0, 200.0):
        out = play(recall("width", {"width_percent": percent}), sound)
        assert np.allclose(out[0] + out[1], sound[0] + sound[1], atol=1e-12)
        assert np.allclose(out[0] - out[1], percent / 100 * (sound[0] - sound[1]), atol=1e-12)


def test_under_its_frequency_it_is_mono() -> None:
    t = np.arange(44100) / 44100
    low = np.stack([np.sin(2 * np.pi * 30 * t), -np.sin(2 * np.pi * 30 * t)])
    out = play(recall("width", {"mono_below_hz": 200.0}), low)
    assert level_db(out[:, 22050:]) < level_db(low) - 30


def burst(frames: int) -> np.ndarray:
    """Return 3 ms of a tone of 2 kHz on the left, then silence."""
    sound = np.zeros((2, frames))
    sound[0, :132] = np.hanning(132) * np.sin(2 * np.pi * 2000 * np.arange(132) / 44100)
    return sound


def test_repeats_come_in_time_to_the_part_of_a_frame() -> None:
    """An eighth and a quarter differ by half a beat, found between the frames."""

    def middle_frame(beats: float) -> float:
        setting = {"time_beats": beats, "tempo_bpm": 97.3, "feedback_percent": 0.0}
        power = play(recall("delay", setting), burst(44100))[0] ** 2
        return float((power * np.arange(power.size)).sum() / power.sum())

    wanted = 0.5 * 60 / 97.3 * 44100
    assert middle_frame(1.0) - middle_frame(0.5) == pytest.approx(wanted, abs=0.02)


def test_each_repeat_is_softer_by_the_feedback() -> None:
    setting = {"time_beats": 0.25, "tempo_bpm": 120.0, "feedback_percent": 50.0,
               "highpass_hz": 10.0, "lowpass_hz": 20000.0}  # fmt: skip
    out = play(recall("delay", setting), burst(44100))
    peaks = [np.abs(out[0, k * 5512 : k * 5512 + 500]).max() for k in (1, 2, 3)]
    assert peaks[1] / peaks[0] == pytest.approx(0.5, abs=0.02)
    assert peaks[2] / peaks[1] == pytest.approx(0.5, abs=0.02)
    assert np.abs(out[1]).max() < 1e-12
    crossed = play(recall("delay", {**setting, "ping_pong": True}), burst(44100))
    assert np.abs(crossed[1, 5000:7000]).max() < 1e-9
    assert np.abs(crossed[1, 11000:13000]).max() > 0.1


def test_convolution_is_scipys() -> None:
    from scipy.signal import fftconvolve

    place = Audio(np.ascontiguousarray(impulse_named("chamber", 44100)[:, :20000]), 44100)
    setting = Convolution(highpass_hz=10.0, lowpass_hz=20000.0)
    sound = music(30000)
    processor = setting.start_in(place)
    out = processor.process(np.pad(sound, ((0, 0), (0, 8192))), None, lambda knob: 0.0)[:, 8192:]
    from scipy.signal import sosfilt

    from tonmeister.effects._biquads import pass_sections

    cut = pass_sections(20000.0, 12.0, 44100, high=False)
    sos = np.hstack([cut[:, :3], np.ones((1, 1)), cut[:, 3:]])
    impulse = place.samples / np.sqrt((place.samples**2).sum(axis=1).max())
    wanted = np.stack(
        [
            fftconvolve(c, h)[:30000]
            for c, h in zip(sosfilt(sos, sound, axis=1), impulse, strict=True)
        ]
    )
    assert level_db(out - wanted) - level_db(wanted) < -140


def test_one_microphone_in_a_place_serves_both_sides() -> None:
    place = Audio(np.array([[0.0, 2.0, 0.0, 1.0]]), 44100)
    processor = Convolution(highpass_hz=10.0, lowpass_hz=20000.0).start_in(place)
    sound = np.tile(music(9000)[0], (2, 1))
    out = processor.process(sound, None, lambda knob: 0.0)
    assert np.array_equal(out[0], out[1])
    assert level_db(out) > -60


def test_an_impulse_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(OutOfRange, match=r"no impulse 'attic'; there are chamber, hall, spring"):
        recall("convolution", {"impulse": "attic"}).start(44100)


def test_flipped_polarity_cancels() -> None:
    sound = music(4000)
    flipped = play(recall("trim", {"flip_polarity": True}), sound)
    assert peak_db(flipped + sound) < -300
