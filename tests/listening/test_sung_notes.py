"""Pitch and notes of one voice, against what was sung."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from tonmeister.listening.pitch import PitchCurve, SungNote, notes_of, notes_within, pitch_curve
from tonmeister.listening.pitch.dips import dips
from tonmeister.listening.pitch.level import level_db
from tonmeister.listening.pitch.shape import shape_of
from tonmeister.listening.pitch.single import one_voice
from tonmeister.signal.instruments.singer import Singer, sing_with_pitch
from tonmeister.studio.pitch_model import pitch_model

RATE_HZ = 48000
WORDS = (("L", "IY", "V"), ("N", "AH"), ("L", "AY", "T"), ("M", "IY"), ("D", "OW"), ("L", "OW"))
TUNE = (62.0, 64.0, 64.0, 67.0, 67.0, 62.0)
FIRST_S, NOTE_S = 0.8, 0.45

Real = NDArray[np.float64]


@cache
def sung(up: float = 0.0) -> tuple[Real, Real]:
    line = [
        (FIRST_S + i * NOTE_S, NOTE_S, p + up, 0.8, words)
        for i, (p, words) in enumerate(zip(TUNE, WORDS, strict=True))
    ]
    sound, curve_hz = sing_with_pitch([line], 4.2, Singer(tuning_cents=0.0, timing_ms=0.0, seed=3))
    return sound[None].copy(), curve_hz


def heard(sound: Real, rate_hz: int = RATE_HZ) -> tuple[PitchCurve, list[SungNote]]:
    curve = pitch_curve(sound, rate_hz, pitch_model())
    return curve, notes_of(curve, level_db(sound, rate_hz, curve.f0_hz.size))


def accuracy(curve: PitchCurve, true_hz: Real) -> float:
    size = min(curve.f0_hz.size, true_hz[::5].size)
    goal, got = true_hz[::5][:size], curve.f0_hz[:size]
    right = np.abs(np.log2(np.maximum(got, 1.0) / np.maximum(goal, 1.0))) < 50.0 / 1200.0
    return float((right & (goal > 0.0)).sum() / (goal > 0.0).sum())


@pytest.mark.parametrize("up", [-17.0, 0.0, 14.0])
def test_the_pitch_of_a_bass_a_tenor_and_a_soprano_is_heard(up: float) -> None:
    sound, true_hz = sung(up)
    assert accuracy(heard(sound)[0], true_hz) > 0.97


@pytest.mark.parametrize(("snr_db", "least"), [(20.0, 0.97), (5.0, 0.95)])
def test_noise_hides_little_of_the_pitch(snr_db: float, least: float) -> None:
    sound, true_hz = sung()
    noise = np.random.default_rng(4).standard_normal(sound.shape)
    loud = float(np.sqrt((sound**2).mean())) * 10.0 ** (-snr_db / 20.0)
    assert accuracy(heard(sound + loud * noise)[0], true_hz) > least


def test_each_note_is_found_once_where_it_starts() -> None:
    _, notes = heard(sung()[0])
    assert [round(n.pitch) for n in notes] == list(TUNE)
    starts = [n.start_s for n in notes]
    wanted = [FIRST_S + i * NOTE_S for i in range(len(TUNE))]
    assert np.abs(np.array(starts) - wanted).max() < 0.11
    assert np.median(np.abs(np.array(starts) - wanted)) < 0.05


def test_a_pitch_sung_twice_is_cut_at_the_dip_of_its_level() -> None:
    level = np.full(120, -20.0)
    level[55:62] = -29.0
    assert dips(level, 0.005) == [61]
    level[55:62] = -23.0
    assert dips(level, 0.005) == []


def test_a_note_between_two_semitones_is_one_note() -> None:
    midi = 60.5 + 0.12 * np.sin(np.arange(400) * 0.06)
    curve = PitchCurve(440.0 * 2.0 ** ((midi - 69.0) / 12.0), np.ones(400))
    third = PitchCurve(np.concatenate([curve.f0_hz, np.full(200, 261.63)]), np.ones(600))
    assert len(notes_of(curve)) == 1
    assert len(notes_of(third)) <= 2


def test_noise_breath_and_silence_are_no_notes() -> None:
    rng = np.random.default_rng(2)
    breath = 0.02 * rng.standard_normal((1, RATE_HZ)) * np.hanning(RATE_HZ)
    for sound in (breath, np.zeros((1, RATE_HZ)), np.zeros((1, 100))):
        curve, notes = heard(sound)
        assert not curve.voiced.any()
        assert notes == []


def test_notes_are_measured_where_somebody_says_they_are() -> None:
    curve, _ = heard(sung()[0])
    spans = [(FIRST_S + i * NOTE_S, FIRST_S + (i + 1) * NOTE_S) for i in range(len(TUNE))]
    notes = notes_within(curve, [*spans, (3.9, 4.1)])
    assert [round(n.pitch) for n in notes] == list(TUNE)


def test_a_slide_is_told_from_a_held_note() -> None:
    held, slide = np.full(200, 60.0), np.linspace(58.0, 62.0, 200)
    shapes = []
    for midi in (held, slide):
        curve = PitchCurve(440.0 * 2.0 ** ((midi - 69.0) / 12.0), np.ones(200))
        shapes.append(shape_of(SungNote(0.0, 1.0, 60, 0.0, 1.0), curve))
    assert shapes[0].steady_ratio == 1.0
    assert shapes[1].steady_ratio < 0.3
    assert shapes[1].bend_cents > 200.0


def test_a_voice_is_one_voice_and_a_chord_is_none() -> None:
    sound, _ = sung()
    assert one_voice(sound, RATE_HZ, heard(sound)[0]).is_one
    t = np.arange(3 * RATE_HZ) / RATE_HZ
    chord = np.stack([
        np.sin(2.0 * np.pi * k * f * t) / k for f in (110.0, 138.6, 164.8, 220.5)
        for k in range(1, 9)
    ]).sum(axis=0)  # fmt: skip
    strummed = np.ascontiguousarray((0.05 * chord * np.exp(-(t % 0.6) * 3.0))[None])
    assert not one_voice(strummed, RATE_HZ, heard(strummed)[0]).is_one


@pytest.mark.material
def test_a_real_singer_is_heard_as_two_people_wrote_it_down(material: Path) -> None:
    folder = material / "vocadito"
    sound, rate_hz = soundfile.read(folder / "vocadito_1.wav", always_2d=True)
    curve, notes = heard(np.ascontiguousarray(sound.T), int(rate_hz))
    truth = np.loadtxt(folder / "vocadito_1_f0.csv", delimiter=",")
    at = np.clip(np.round(truth[:, 0] / 0.005).astype(int), 0, curve.f0_hz.size - 1)
    sings = truth[:, 1] > 0.0
    cents = 1200.0 * np.abs(
        np.log2(np.maximum(curve.f0_hz[at], 1.0) / np.maximum(truth[:, 1], 1.0))
    )
    assert (cents[sings] < 50.0).mean() > 0.95
    assert curve.voiced[at][~sings].mean() < 0.06
    for who in "12":
        table = np.loadtxt(folder / f"vocadito_1_notesA{who}.csv", delimiter=",")
        midi = 69.0 + 12.0 * np.log2(table[:, 1] / 440.0)
        found = sum(
            any(abs(n.start_s - t) < 0.1 and abs(n.pitch - p) < 0.5 for n in notes)
            for t, p in zip(table[:, 0], midi, strict=True)
        )
        assert 2.0 * found / (len(table) + len(notes)) > 0.84
