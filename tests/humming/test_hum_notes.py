"""The notes of a hum: repeated ones, soft consonants, a tuning that drifts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import mir_eval
import numpy as np
import pytest
import soundfile
from hummed import RATE_HZ, Real, hum_of

from tonmeister.listening.humming.again import begins_again
from tonmeister.listening.humming.hearable import why_no_hum
from tonmeister.listening.humming.hum_note import HumNote
from tonmeister.listening.humming.hum_notes import hum_notes, without_scoops
from tonmeister.listening.humming.in_tune import in_tune
from tonmeister.listening.pitch import PitchCurve, SungNote, pitch_curve
from tonmeister.studio.pitch_model import pitch_model


def heard(sound: Real, rate_hz: int = RATE_HZ) -> tuple[PitchCurve, list[HumNote]]:
    curve = pitch_curve(sound, rate_hz, pitch_model())
    return curve, hum_notes(sound, rate_hz, curve)


@cache
def note_f1(name: str, sounds: tuple[str, ...], badness: float) -> float:
    sound, truth = hum_of(name, 100.0, sounds, badness)
    return f1(truth, [(n.start_s, n.end_s, float(n.midi)) for n in heard(sound)[1]])


def f1(
    truth: tuple[tuple[float, float, float], ...], found: list[tuple[float, float, float]]
) -> float:
    """F1 as mir_eval has it: onset within 100 ms, pitch within 50 cents."""

    def rows(notes: object) -> tuple[Real, Real]:
        table = np.array(notes, dtype=np.float64)
        return table[:, :2], 440.0 * 2.0 ** ((table[:, 2] - 69.0) / 12.0)

    score = mir_eval.transcription.precision_recall_f1_overlap(
        *rows(truth), *rows(found), onset_tolerance=0.1, pitch_tolerance=50.0, offset_ratio=None
    )
    return float(score[2])


@pytest.mark.parametrize("sounds", [("N", "AH"), ("L", "AH"), ("D", "UW"), ("M", "OW")])
def test_repeated_notes_with_soft_consonants_are_kept_apart(sounds: tuple[str, ...]) -> None:
    assert note_f1("ode", sounds, 0.2) >= 0.93


def test_what_is_hummed_badly_is_still_mostly_understood() -> None:
    assert note_f1("lullaby", ("N", "AH"), 0.9) >= 0.7


def test_a_note_that_sinks_for_a_moment_begins_again() -> None:
    loud = np.full(120, -20.0)
    loud[56:66] -= 6.0
    voiced = np.ones(120, np.bool_)
    (begin,) = begins_again(loud, np.where(loud < -20.0, -45.0, -35.0), voiced)
    assert 58 <= begin <= 70
    assert begins_again(loud, np.full(120, -35.0), voiced) == []


def test_a_vibrato_is_one_note() -> None:
    steps = np.arange(200)
    loud = -20.0 + 3.0 * np.sin(2.0 * np.pi * steps * 0.005 * 5.4)
    assert begins_again(loud, 2.0 * loud, np.ones(200, np.bool_)) == []


def sung(pitches: list[float]) -> list[SungNote]:
    return [
        SungNote(0.5 * i, 0.5 * i + 0.45, round(p), 100.0 * (p - round(p)), 1.0)
        for i, p in enumerate(pitches)
    ]


def test_a_voice_that_drifts_by_half_a_semitone_keeps_its_tune() -> None:
    tune = [60, 62, 64, 65, 67, 69, 71, 72, 71, 69, 67, 65, 64, 62, 60, 64, 67, 64, 60] * 2
    drifting = [p + 0.6 * i / len(tune) for i, p in enumerate(tune)]
    assert [n.midi for n in in_tune(sung(drifting))] == tune
    assert [round(p) for p in drifting] != tune


def test_a_note_between_two_keys_goes_to_the_one_in_the_scale() -> None:
    tune = [60.0, 62.0, 64.0, 65.0, 67.0, 64.0, 60.0, 62.0, 63.45, 62.0, 60.0]
    assert in_tune(sung(tune))[8].midi == 64


def test_an_ear_that_hears_no_notes_finds_none() -> None:
    assert in_tune([]) == []


def test_a_line_begun_from_below_begins_on_its_first_note() -> None:
    steps = np.arange(300)
    midi = np.where(steps < 34, 59.3 + 0.3 * steps / 34, 60.0)
    hz = 440.0 * 2.0 ** ((midi - 69.0) / 12.0)
    curve = PitchCurve(hz, np.ones(300))
    scoop, note = SungNote(0.0, 0.17, 59, 40.0, 1.0), SungNote(0.17, 1.5, 60, 0.0, 1.0)
    (found,) = without_scoops([scoop, note], curve)
    assert (found.start_s, found.end_s, found.midi) == (0.0, 1.5, 60)
    step = SungNote(0.0, 0.17, 58, 0.0, 1.0)
    assert without_scoops([step, note], curve) == [step, note]


SILENCE = np.zeros((1, 3 * RATE_HZ))
NOISE = 0.1 * np.random.default_rng(1).standard_normal((1, 3 * RATE_HZ))


def chords() -> Real:
    t = np.arange(4 * RATE_HZ) / RATE_HZ
    tones = [sum(np.sin(2 * np.pi * hz * h * t) / h for h in range(1, 6)) for hz in
             (196.0, 246.9, 293.7, 370.0)]  # fmt: skip
    return np.ascontiguousarray(0.1 * sum(tones)[None])


def slides() -> Real:
    """As speech goes: short syllables, each of them gliding."""
    t = np.arange(4 * RATE_HZ) / RATE_HZ
    hz = 140.0 * 2.0 ** (0.5 * np.sin(2 * np.pi * 2.3 * t) + 0.2 * np.sin(2 * np.pi * 5.0 * t))
    phase = 2 * np.pi * np.cumsum(hz) / RATE_HZ
    return np.ascontiguousarray(0.1 * sum(np.sin(h * phase) / h for h in range(1, 9))[None])


@pytest.mark.parametrize(
    ("sound", "words"),
    [
        (SILENCE, "silent"),
        (NOISE, "noise"),
        (chords(), "several notes"),
        (slides(), "spoken"),
        (SILENCE[:, :20000], "0.4 s long"),
    ],
)
def test_what_is_no_hum_is_refused_with_a_reason(sound: Real, words: str) -> None:
    curve, notes = heard(sound)
    why = why_no_hum(sound, RATE_HZ, curve, notes)
    assert why is not None
    assert words in why


@pytest.mark.material
def test_vocadito_is_heard_as_its_annotators_wrote_it(material: Path) -> None:
    sound, rate_hz = soundfile.read(material / "vocadito" / "vocadito_1.wav", always_2d=True)
    _, notes = heard(np.ascontiguousarray(sound.T), int(rate_hz))
    for who in "12":
        table = np.loadtxt(material / "vocadito" / f"vocadito_1_notesA{who}.csv", delimiter=",")
        truth = tuple((a, a + d, 69.0 + 12.0 * np.log2(hz / 440.0)) for a, hz, d in table)
        assert f1(truth, [(n.start_s, n.end_s, n.sung) for n in notes]) >= 0.8


@pytest.mark.material
def test_a_hummed_scale_is_a_scale(material: Path) -> None:
    sound, rate_hz = soundfile.read(material / "humming" / "B_humm.wav", always_2d=True)
    _, notes = heard(np.ascontiguousarray(sound.T), int(rate_hz))
    assert [n.midi for n in notes] == [48, 50, 52, 53, 55, 57, 59, 60]
