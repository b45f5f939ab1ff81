"""What the match equaliser does to each third octave, to the middle and to the sides."""

from __future__ import annotations

import numpy as np
import pytest
from effect_playing import in_time, music

from tonmeister.effects import recall
from tonmeister.effects.match_eq import GAINS, NOMINAL_HZ
from tonmeister.listening.features import BANDS_HZ

SMOOTH = {name: round(3.0 * float(np.sin(i / 4.0)), 1) for i, name in enumerate(GAINS)}


def test_the_knobs_are_called_after_the_bands_of_the_analysis() -> None:
    for called, centre in zip(NOMINAL_HZ, BANDS_HZ, strict=True):
        assert called == pytest.approx(centre, rel=0.025)


@pytest.mark.parametrize("rate_hz", [8000, 44100, 48000, 96000])
def test_each_band_gets_its_gain(rate_hz: int) -> None:
    click = np.zeros((2, rate_hz))
    click[:, rate_hz // 2] = 1.0
    answer = in_time(recall("match_eq", SMOOTH), click, rate_hz)[0]
    level_db = 20.0 * np.log10(np.abs(np.fft.rfft(answer)))
    for hz, name in zip(BANDS_HZ, GAINS, strict=True):
        if hz < 0.45 * rate_hz:
            near = 0.3 if hz < 100.0 else 0.1
            assert level_db[round(float(hz))] == pytest.approx(SMOOTH[name], abs=near)


def test_it_turns_no_phase() -> None:
    click = np.zeros((2, 32768))
    click[:, 16384] = 1.0
    answer = in_time(recall("match_eq", SMOOTH), click)[0]
    assert np.allclose(answer[16384 - 8000 : 16384], answer[16384 + 8000 : 16384 : -1], atol=1e-12)


@pytest.mark.parametrize(("part", "still", "moved"), [("side", 1.0, -1.0), ("mid", -1.0, 1.0)])
def test_what_is_meant_for_one_part_leaves_the_other(part: str, still: float, moved: float) -> None:
    sound = music(60000)
    out = in_time(recall("match_eq", {**SMOOTH, "part": part}), sound) - sound
    assert np.abs(out[0] + still * out[1]).max() < 1e-12
    assert np.abs(out[0] + moved * out[1]).max() > 1e-3


def test_a_mono_record_stays_mono_bit_by_bit() -> None:
    sound = music(40000)
    sound[1] = sound[0]
    for part in ("both", "mid", "side"):
        out = in_time(recall("match_eq", {**SMOOTH, "part": part}), sound)
        assert np.array_equal(out[0], out[1])
