"""What meters and masters are compared by is itself right."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from ebu_signals import steady, with_a_louder_period

from benchmarks.masters import Pair, Result, Told, better, broken, over_db, rows
from benchmarks.measure import Cost
from benchmarks.meters import Both as TwoMeters
from benchmarks.meters import Reading, agreement, truth_dbtp
from benchmarks.spectra import Sounding, compared, shape_error_db, thirds_db
from tonmeister.listening.features import BANDS_HZ

RATE_HZ = 44100


def noise(seconds: float = 10.0, seed: int = 1) -> np.ndarray:
    return 0.1 * np.random.default_rng(seed).standard_normal(round(seconds * RATE_HZ))


def test_white_noise_gains_3_db_an_octave_and_no_power_is_lost() -> None:
    bands_db = thirds_db(noise(30.0), RATE_HZ)
    octaves = bands_db[9:27].reshape(6, 3)  # 200 Hz to 10 kHz
    assert np.diff(octaves.mean(axis=1)) == pytest.approx([3.01] * 5, abs=0.15)
    span = 20000.0 * 2 ** (1 / 6) - BANDS_HZ[0] * 2 ** (-1 / 6)
    assert 10 * np.log10(np.sum(10 ** (bands_db / 10))) == pytest.approx(
        10 * np.log10(0.1**2 * min(span / (RATE_HZ / 2), 1.0)), abs=0.1
    )


def test_a_tone_lies_in_its_own_band_at_any_rate() -> None:
    for rate_hz in (44100, 48000, 96000):
        tone = 0.5 * np.sin(2 * np.pi * 1000.0 * np.arange(4 * rate_hz) / rate_hz)
        bands_db = thirds_db(tone, rate_hz)
        assert BANDS_HZ[np.argmax(bands_db)] == pytest.approx(1000.0)
        assert bands_db.max() == pytest.approx(10 * np.log10(0.125), abs=0.05)


def test_loudness_is_no_error_of_shape_and_a_tilt_is() -> None:
    flat = np.zeros(30)
    kept = np.ones(30, bool)
    assert shape_error_db(flat + 7.0, flat, kept) == pytest.approx(0.0)
    tilt = np.linspace(-3.0, 3.0, 30)
    assert shape_error_db(tilt, flat, kept) == pytest.approx(np.sqrt(np.mean(tilt**2)))
    assert shape_error_db(tilt, flat, np.zeros(30, bool)) is None


def test_what_is_not_in_the_file_is_not_compared() -> None:
    full = np.linspace(0.0, -40.0, 30)
    cut = full.copy()
    cut[-2:] -= 30.0  # a codec's edge at 16 kHz
    soft = full.copy()
    soft[0] = full[1:].max() - 61.0
    assert compared(full, full).all()
    assert list(np.flatnonzero(~compared(cut, full))) == [28, 29]
    assert list(np.flatnonzero(~compared(full, cut))) == [28, 29]
    assert list(np.flatnonzero(~compared(soft, full))) == [0]


@pytest.mark.parametrize("phase_degrees", [0.0, 20.0, 45.0, 67.5])
def test_the_truth_about_peaks_is_true(phase_degrees: float) -> None:
    sound = steady(48000, 4, 0.5, phase_degrees)
    assert truth_dbtp(sound) == pytest.approx(20 * np.log10(0.5), abs=0.003)


def test_the_truth_does_not_depend_on_where_samples_fall() -> None:
    peaks = [truth_dbtp(with_a_louder_period(48000, offset)) for offset in range(4)]
    assert max(peaks) - min(peaks) < 0.005


def test_meters_that_disagree_are_named_with_who_is_nearer() -> None:
    alike = TwoMeters(
        "a.wav", Reading(-9.0, 5.0, -0.50), Reading(-9.0, 5.0, -0.52), -9.0, -0.5, -0.5
    )
    apart = TwoMeters("b.wav", Reading(-9.0, 5.0, 0.40), Reading(-9.0, 5.0, 0.10), -9.0, 0.2, 0.42)
    said = agreement([alike, apart])
    assert "differs by more than 0.1 dB on 1; on 1 of them ours is nearer" in said
    assert "| true peak, ours and ffmpeg | 0.30 | 1 of 2 |" in said
    assert said.splitlines()[-2].startswith("| b.wav |")


def sound(lufs: float, peak_dbtp: float, thirds: np.ndarray, crest_db: float = 12.0) -> Sounding:
    return Sounding(lufs=lufs, true_peak_dbtp=peak_dbtp, ffmpeg_peak_dbtp=peak_dbtp, range_lu=6.0,
                    crest_db=crest_db, thirds_db=thirds, length_s=180.0)  # fmt: skip


def told(lufs: float = -9.0, peak_dbtp: float = -1.0, said: str = "") -> Told:
    flat, tilted = np.zeros((2, 30)), np.tile(np.linspace(-6, 6, 30), (2, 1))
    cheap, dear = Cost(4.0, 5.0, 400.0, 0, "", ""), Cost(9.0, 9.0, 1200.0, 0, "", "")
    ours = Result("Tonmeister", cheap, sound(lufs, peak_dbtp, 0.2 * tilted), said)
    theirs = Result("matchering 2.0.6", dear, sound(-9.5, 1.0, 0.5 * tilted, 14.0))
    return Told(Pair("a > b", (), (), 180.0), sound(-15.0, -3.0, tilted), sound(-9.0, -1.0, flat),
                (ours, theirs))  # fmt: skip


def test_the_better_one_is_named_column_by_column() -> None:
    assert better(told()) == ["Tonmeister"] * 6 + ["equal"] * 3  # crest gained is not lost
    assert len(list(rows(told()))) == 3
    squashed = replace(told().results[0], sound=sound(-9.0, -1.0, np.zeros((2, 30)), 11.0))
    assert better(replace(told(), results=(squashed, told().results[1])))[-1] == "matchering"


def test_peaks_over_the_ceiling_are_no_crest_kept() -> None:
    ours, theirs = told().results
    louder = replace(theirs, sound=replace(theirs.sound, crest_db=12.5))  # 2 dB over -1 dBTP
    assert better(replace(told(), results=(ours, louder)))[-2:] == ["equal", "Tonmeister"]
    ours = replace(ours, sound=replace(ours.sound, crest_db=11.0))
    assert better(replace(told(), results=(ours, louder)))[-2:] == ["matchering", "Tonmeister"]


def test_a_bar_that_does_not_hold_is_told_and_a_refusal_excuses_loudness_only() -> None:
    assert broken(told()) == []
    assert broken(told(lufs=-9.5)) == ["LUFS off 0.50, bar 0.2"]
    assert broken(told(lufs=-9.5, said="not without harm")) == []
    assert broken(told(peak_dbtp=-0.5)) == ["dB over -1 dBTP 0.50, bar 0"]
    assert over_db(-3.0) == 0.0


def test_soundfile_reads_what_masters_are_measured_on(tmp_path: Path, ffmpeg: str) -> None:
    from benchmarks.spectra import sounding

    made = np.stack([noise(4.0), 0.5 * noise(4.0, seed=2)])
    soundfile.write(tmp_path / "made.wav", made.T, RATE_HZ, "FLOAT")
    heard = sounding(tmp_path / "made.wav")
    assert heard.ffmpeg_peak_dbtp == pytest.approx(heard.true_peak_dbtp, abs=0.4)  # it is noise
    assert heard.crest_db == pytest.approx(
        20 * np.log10(np.abs(made).max() / np.sqrt(np.mean(made**2))), abs=1e-4
    )
