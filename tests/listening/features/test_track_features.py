"""What is measured about one track, against sounds whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tonmeister.listening.analyse import features_of
from tonmeister.listening.features import ARRAYS, BANDS_HZ, TrackFeatures
from tonmeister.signal.audio import Audio

RATE_HZ = 44100


def seconds(length_s: float, rate_hz: int = RATE_HZ) -> NDArray[np.float64]:
    return np.arange(round(length_s * rate_hz)) / rate_hz


def sine(hz: float, level: float = 0.5, length_s: float = 4.0, rate_hz: int = RATE_HZ):
    return level * np.sin(2 * np.pi * hz * seconds(length_s, rate_hz))


def noise(length_s: float, level: float = 0.1, seed: int = 1):
    return np.random.default_rng(seed).standard_normal(round(length_s * RATE_HZ)) * level


def heard(
    left: NDArray[np.float64],
    right: NDArray[np.float64] | None = None,
    rate_hz: int = RATE_HZ,
    *,
    light: bool = False,
) -> TrackFeatures:
    both = np.stack([left, left if right is None else right])
    return features_of(Audio(both, rate_hz), light=light)


def db(power: float) -> float:
    return 10 * float(np.log10(power))


@pytest.mark.parametrize("rate_hz", [22050, 44100, 48000, 96000])
@pytest.mark.parametrize("band", [0, 2, 5, 9, 13, 14, 19, 25])
def test_a_sine_at_the_middle_of_a_band_reads_its_level(rate_hz, band):
    found = heard(sine(BANDS_HZ[band], 0.5, 3.0, rate_hz), rate_hz=rate_hz)
    assert abs(db(found.power[0, band, 4:-4].mean()) - db(0.125)) < 0.3


def test_the_bands_of_noise_add_up_to_its_mean_square():
    x, y = noise(5, seed=1), noise(5, seed=2)
    found = heard(x, y)
    for row, wave in enumerate(((x + y) / 2, (x - y) / 2)):
        assert abs(db(found.power[row].sum(axis=0).mean()) - db(np.mean(wave**2))) < 0.3


def test_a_hit_belongs_to_the_step_it_sounds_in():
    x = np.zeros(RATE_HZ * 2)
    x[44100:44500] = noise(1)[:400]
    found = heard(x)
    assert found.power[0].sum(axis=0).argmax() == 10
    assert found.power[0].sum(axis=0)[9] == 0.0


def test_silence_stays_silent():
    found = heard(np.zeros(RATE_HZ))
    assert all(not array.any() for array in found.arrays().values())
    assert found.facts["loudness_lufs"] == -200.0


def test_no_sound_at_all_is_measured_without_complaint():
    found = heard(np.zeros(0))
    assert found.length_s == 0.0
    assert found.power.shape == (2, 30, 0)


def test_the_shapes_are_as_promised():
    found = heard(noise(2.55))
    assert found.power.shape == (2, 30, 26)
    assert found.onset.shape == (3, 260)
    assert found.chroma.shape == (12, 26)
    assert {name: len(getattr(found, name).shape) for name in ARRAYS} == {
        "power": 3, "left_right": 2, "k_power": 1, "peak": 1, "active": 1, "onset": 2,
        "chroma": 2, "pitch_hz": 1,
    }  # fmt: skip


def test_the_size_of_the_pieces_changes_nothing():
    x, y = noise(7, seed=3), noise(7, seed=4)
    whole = features_of(Audio(np.stack([x, y]), RATE_HZ), chunk_frames=1 << 20)
    pieces = features_of(Audio(np.stack([x, y]), RATE_HZ), chunk_frames=1 << 15)
    for name in ("power", "left_right", "k_power", "peak", "onset", "chroma"):
        np.testing.assert_allclose(getattr(whole, name), getattr(pieces, name), rtol=2e-3)
    assert whole.facts["true_peak_dbtp"] == pytest.approx(pieces.facts["true_peak_dbtp"], abs=0.01)


def test_light_listening_agrees_with_the_whole():
    x, y = noise(5, seed=3), noise(5, seed=4)
    whole, light = heard(x, y), heard(x, y, light=True)
    np.testing.assert_array_equal(whole.k_power, light.k_power)
    np.testing.assert_array_equal(whole.active, light.active)
    assert abs(db(whole.power[0, 20].mean()) - db(light.power[0, 20].mean())) < 0.3
    assert whole.facts["loudness_lufs"] == light.facts["loudness_lufs"]


def test_loudness_is_what_an_independent_meter_reads():
    pyebur128 = pytest.importorskip("pyebur128")
    x, y = noise(9, seed=3), noise(9, seed=4)
    x[: RATE_HZ * 3] *= 0.2
    state = pyebur128.R128State(
        2, RATE_HZ, pyebur128.MeasurementMode.MODE_I | pyebur128.MeasurementMode.MODE_TRUE_PEAK
    )
    interleaved = np.ascontiguousarray(np.stack([x, y], axis=1).ravel())
    state.add_frames(interleaved, len(x))
    meter = pyebur128.get_loudness_global(state)
    found = heard(x, y)
    assert found.facts["loudness_lufs"] == pytest.approx(meter, abs=0.1)
    reached = max(pyebur128.get_true_peak(state, channel) for channel in (0, 1))
    over_db = found.facts["true_peak_dbtp"] - 20 * np.log10(reached)
    assert -0.05 < over_db < 0.5  # theirs looks at four points a frame, ours at eight


@pytest.mark.parametrize("hz", [41.2, 82.4, 220.0, 440.0, 987.0])
def test_the_pitch_of_a_note_is_heard_within_ten_cents(hz):
    t = seconds(2)
    x = 0.1 * sum(np.sin(2 * np.pi * hz * k * t + k) / k for k in range(1, 8))
    found = heard(np.asarray(x))
    assert abs(1200 * np.log2(np.median(found.pitch_hz[3:-3]) / hz)) < 10
    assert found.facts["pitched_percent"] > 90
    note = round(12 * np.log2(hz / 440) + 69) % 12
    assert found.chroma[:, 3:-3].sum(axis=1).argmax() == note


def test_a_chord_has_no_pitch():
    t = seconds(3)
    x = sum(
        np.sin(2 * np.pi * root * k * t + k) / k
        for root in (261.63, 327.03, 392.44)
        for k in range(1, 6)
    )
    assert heard(0.1 * x).facts["pitched_percent"] < 5


def test_noise_has_no_pitch():
    assert heard(noise(3)).facts["pitched_percent"] < 5


def test_width_and_balance_are_heard():
    x = noise(3)
    assert heard(x).facts["correlation_score"] == pytest.approx(1.0)
    assert heard(x, -x).facts["correlation_score"] == pytest.approx(-1.0)
    assert heard(x, x * 0.5).facts["balance_db"] == pytest.approx(-6.02, abs=0.01)
    assert abs(heard(x, noise(3, seed=9)).facts["side_mid_db"]) < 0.5


def test_a_track_out_of_phase_with_itself_still_has_onsets():
    x = np.zeros(RATE_HZ * 4)
    for at in range(4):
        x[at * RATE_HZ + 22050 : at * RATE_HZ + 26000] = noise(1)[:3950]
    assert heard(x, -x).facts["onset_rate_hz"] == pytest.approx(heard(x).facts["onset_rate_hz"])


def test_a_clipped_take_is_found_even_after_it_was_turned_down():
    x = np.clip(sine(110, 1.3), -1, 1) * 0.6
    found = heard(x)
    assert found.facts["clipped_count"] == pytest.approx(880, abs=4)
    assert found.places["clipped"]


@pytest.mark.parametrize("wave", ["16-bit bass note", "square wave", "noise", "clean sine"])
def test_what_is_only_flat_by_nature_is_not_called_clipped(wave):
    x = {
        "16-bit bass note": np.round(sine(41.2, 0.9) * 32768) / 32768,
        "square wave": np.sign(sine(110)) * 0.5,
        "noise": noise(4),
        "clean sine": sine(1000, 0.99),
    }[wave]
    assert heard(x).facts["clipped_count"] == 0


def test_a_dropout_is_found_where_it_is():
    x = sine(220, 0.3)
    x[88200:88600] = 0.0
    found = heard(x)
    assert found.facts["dropout_count"] == 1
    assert found.places["dropouts"][0] == pytest.approx(2.0, abs=0.11)


def test_a_pause_is_not_a_dropout():
    t = seconds(4)
    x = sine(220, 0.3) * np.clip(np.abs(np.sin(np.pi * t)) * 4 - 1, 0, 1)
    assert heard(x).facts["dropout_count"] == 0


@pytest.mark.parametrize("mains_hz", [50.0, 60.0])
def test_hum_is_found_under_the_playing(mains_hz):
    t = seconds(8)
    x = noise(8) * (np.sin(2 * np.pi * t) > 0)
    x += sum(0.003 / k * np.sin(2 * np.pi * mains_hz * k * t) for k in range(1, 7))
    found = heard(x)
    assert found.facts["hum_hz"] == mains_hz
    assert found.facts["hum_db"] > 15


def test_a_held_bass_note_is_not_called_hum():
    t = seconds(8)
    x = 0.1 * sum(np.sin(2 * np.pi * 49.0 * k * t) / k for k in range(1, 7))
    assert "hum_db" not in heard(np.asarray(x)).facts


def test_an_offset_is_found():
    assert heard(noise(3) + 0.01).facts["dc_dbfs"] == pytest.approx(-40, abs=0.5)
