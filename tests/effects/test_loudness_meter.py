"""The loudness meter against the standard's own signals and an independent meter."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyebur128
import pytest
import soundfile
from effect_playing import music

from tonmeister.signal import FLOOR_DB, Audio
from tonmeister.signal.loudness import LoudnessMeter, k_filter, measure


def tone(level_db: float, length_s: float, rate_hz: int = 48000, hz: float = 1000.0) -> np.ndarray:
    t = np.arange(round(length_s * rate_hz)) / rate_hz
    return np.tile(10 ** (level_db / 20) * np.sin(2 * np.pi * hz * t), (2, 1))


def libebur128(sound: np.ndarray, rate_hz: int) -> tuple[float, float]:
    mode = pyebur128.MeasurementMode.MODE_I | pyebur128.MeasurementMode.MODE_LRA
    state = pyebur128.R128State(2, rate_hz, mode)
    state.add_frames(np.ascontiguousarray(sound.T).ravel(), sound.shape[1])
    return pyebur128.get_loudness_global(state), pyebur128.get_loudness_range(state)


@pytest.mark.parametrize("rate_hz", [44100, 48000, 96000])
def test_a_stereo_tone_of_minus_23_reads_minus_23(rate_hz: int) -> None:
    meter = measure(Audio(tone(-23.0, 20, rate_hz), rate_hz))
    assert meter.integrated_lufs() == pytest.approx(-23.0, abs=0.1)  # EBU Tech 3341, case 1
    assert meter.momentary[-1] == pytest.approx(-23.0, abs=0.1)
    assert meter.short_term_lufs()[-1] == pytest.approx(-23.0, abs=0.1)


def test_pauses_do_not_count() -> None:
    parts = [tone(-36, 10), tone(-23, 60), tone(-36, 10)]  # EBU Tech 3341, case 3
    meter = measure(Audio(np.concatenate(parts, axis=1), 48000))
    assert meter.integrated_lufs() == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize(("levels_db", "range_lu"), [((-20, -30), 10), ((-20, -15), 5)])
def test_the_range_is_what_the_standard_says(levels_db: tuple[float, float], range_lu: int) -> None:
    sound = np.concatenate([tone(level, 20) for level in levels_db], axis=1)
    meter = measure(Audio(sound, 48000))
    assert meter.range_lu() == pytest.approx(range_lu, abs=1.0)  # EBU Tech 3342, cases 1 and 2


@pytest.mark.parametrize("rate_hz", [44100, 48000, 96000])
def test_it_reads_what_libebur128_reads(rate_hz: int) -> None:
    rng = np.random.default_rng(2)
    loud = 0.02 + 0.3 * np.abs(np.sin(np.arange(rate_hz * 40) / rate_hz * 0.11))
    sound = rng.standard_normal((2, loud.size)) * loud
    meter = measure(Audio(sound, rate_hz))
    integrated_lufs, range_lu = libebur128(sound, rate_hz)
    assert meter.integrated_lufs() == pytest.approx(integrated_lufs, abs=1e-6)
    assert meter.range_lu() == pytest.approx(range_lu, abs=1.0)  # its steps are 1 s, ours 0.1 s


def test_blocks_change_no_reading() -> None:
    sound, meters = music(30000), []
    for size in (1, 777, 30000):
        meter = LoudnessMeter(44100)
        for start in range(0, 30000 if size > 1 else 6000, size):
            meter.add(sound[:, start : start + size])
        if size == 1:
            meter.add(sound[:, 6000:])
        meters.append(meter)
    assert len({m.true_peak_dbtp() for m in meters}) == 1
    assert all(np.array_equal(m.k_power, meters[0].k_power) for m in meters)


@pytest.mark.parametrize("part", [0.0, 0.25, 0.5, 0.77])
def test_the_peak_between_the_samples_is_found(part: float) -> None:
    """Like EBU Tech 3341, cases 15 to 23: tones whose samples miss their crest."""
    for hz in (997.0, 6000.0, 11025.0, 12000.0, 17000.0):
        t = (np.arange(48000) + part) / 48000
        fade = np.minimum(1.0, np.minimum(np.arange(48000), np.arange(48000)[::-1]) / 4000)
        sound = np.tile(0.5 * fade * np.sin(2 * np.pi * hz * t + 0.3), (2, 1))
        found = measure(Audio(sound, 48000)).true_peak_dbtp()
        assert -6.02 - 0.15 < found < -6.02 + 0.05


def test_silence_has_no_loudness() -> None:
    meter = measure(Audio(np.zeros((2, 48000)), 48000))
    assert meter.integrated_lufs() == FLOOR_DB
    assert meter.true_peak_dbtp() == FLOOR_DB
    assert meter.range_lu() == 0.0


def test_the_k_filter_is_the_meters_own() -> None:
    sound = music(44100)
    weighed = k_filter(sound, 44100)
    steps = (weighed[:, : 4410 * 10].reshape(2, 10, 4410) ** 2).sum(axis=(0, 2)) / 4410
    assert np.allclose(measure(Audio(sound, 44100)).k_power, steps, rtol=1e-9)


@pytest.mark.material
@pytest.mark.parametrize(
    ("name", "lufs", "range_lu"),
    [
        ("seq-3341-1-16bit", -23.0, None),
        ("seq-3341-3-16bit-v02", -23.0, None),
        ("seq-3341-5-16bit-v02", -23.0, None),
        ("seq-3342-1-16bit", None, 10.0),
    ],
)
def test_the_files_of_the_ebu_read_right(
    material: Path, name: str, lufs: float | None, range_lu: float | None
) -> None:
    sound, rate_hz = soundfile.read(material / "conformance" / f"{name}.flac", always_2d=True)
    meter = measure(Audio(np.ascontiguousarray(sound.T), rate_hz))
    if lufs is not None:
        assert meter.integrated_lufs() == pytest.approx(lufs, abs=0.1)
    if range_lu is not None:
        assert meter.range_lu() == pytest.approx(range_lu, abs=1.0)
