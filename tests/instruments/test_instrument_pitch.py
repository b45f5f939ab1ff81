"""Every pitched preset is in tune, follows bends, and folds nothing back."""

from __future__ import annotations

import numpy as np
import pytest
from preset_listening import PITCHED, RATE_HZ, alias_db, pitch_off_cents, play, spectrum, still

from tonmeister.instruments.shelf import open_preset
from tonmeister.model import SoundBend, SoundNote

A1_TO_A6 = range(33, 94, 12)
OSCILLATORS = tuple(
    n for n in PITCHED if n.split("/")[1] in
    ("sub", "808", "synth", "electric-piano", "organ", "stab", "warm", "dark", "ensemble",
     "quartet", "whistle", "saw", "pluck")
)  # fmt: skip
"""All but plucked strings, which are linear, and the piano, whose partials are no harmonics."""


@pytest.mark.parametrize("name", PITCHED)
def test_a_preset_is_in_tune_within_two_cents_from_a1_to_a6(name: str) -> None:
    preset = still(name)
    for midi in (m for m in A1_TO_A6 if preset.low_midi <= m <= preset.high_midi):
        length_s = 2.6 if midi < 50 else 1.3
        sound = play(preset, [SoundNote(0.0, length_s, float(midi), 0.7)], length_s)
        off = pitch_off_cents(sound.mean(axis=0)[round(0.15 * RATE_HZ) :], midi)
        assert abs(off) < 2.0, (midi, off)


@pytest.mark.parametrize("name", PITCHED)
def test_a_bend_of_two_semitones_arrives_within_two_cents(name: str) -> None:
    preset = still(name)
    midi = float((preset.low_midi + preset.high_midi) // 2)
    bends = (SoundBend(0.0, 0.0), SoundBend(0.1, 0.0), SoundBend(0.3, 2.0))
    sound = play(preset, [SoundNote(0.0, 2.0, midi, 0.7)], 2.0, bends=bends).mean(axis=0)
    assert abs(pitch_off_cents(sound[round(0.5 * RATE_HZ) :], midi + 2.0)) < 2.0


@pytest.mark.parametrize("name", ["guitar/clean", "lead/saw", "strings/quartet"])
def test_a_bend_is_followed_without_a_step(name: str) -> None:
    preset = still(name)
    bends = (SoundBend(0.0, 0.0), SoundBend(0.2, 0.0), SoundBend(0.6, 3.0))
    sound = play(preset, [SoundNote(0.0, 1.0, 64.0, 0.7)], 1.0, bends=bends)[0]
    bend = np.abs(np.diff(sound, 3))
    before, during = bend[3000:9000].max(), bend[9600:28000].max()
    assert during < 2.5 * before


@pytest.mark.parametrize("frequency_hz", [5000.0, 3100.0])
@pytest.mark.parametrize("name", OSCILLATORS)
def test_what_folds_back_lies_80_db_under_the_tone(name: str, frequency_hz: float) -> None:
    midi = 69.0 + 12.0 * float(np.log2(frequency_hz / 440.0))
    engine = still(name).engine
    sound = engine.play([SoundNote(0.0, 1.0, midi, 1.0)], [], 1.0, RATE_HZ, 1)[0]
    assert alias_db(sound[round(0.15 * RATE_HZ) : -round(0.05 * RATE_HZ)], frequency_hz) < -80.0


def test_the_piano_has_nothing_above_its_highest_partial() -> None:
    sound = still("keys/piano").engine.play([SoundNote(0.0, 1.0, 99.0, 1.0)], [], 1.0, RATE_HZ, 1)
    level, step_hz = spectrum(sound[0, 7200:-2400])
    assert level[round(11200.0 / step_hz) :].max() < 1e-4 * level.max()


def test_the_measure_of_folding_hears_a_plain_saw() -> None:
    """The same measure, on a saw drawn without care, finds what folds back."""
    t = np.arange(RATE_HZ) * 5000.0 / RATE_HZ
    assert alias_db(2.0 * (t * 1.0004 % 1.0) - 1.0, 5002.0) > -40.0


def test_one_voice_slides_from_slurred_note_to_note_and_not_over_rests() -> None:
    preset = still("bass/808")
    slurred = [SoundNote(0.0, 0.6, 36.0, 0.8), SoundNote(0.5, 1.2, 43.0, 0.8)]
    apart = [SoundNote(0.0, 0.4, 36.0, 0.8), SoundNote(0.5, 1.2, 43.0, 0.8)]
    sounds = [play(preset, notes, 1.7)[0] for notes in (slurred, apart)]
    for sound in sounds:
        assert abs(pitch_off_cents(sound[round(0.75 * RATE_HZ) :], 43.0)) < 3.0
    just_after = [s[round(0.5 * RATE_HZ) : round(0.53 * RATE_HZ)] for s in sounds]
    crossings = [int(np.sum(np.diff(np.sign(x)) != 0)) for x in just_after]
    assert crossings[0] <= 6  # still near 65 Hz
    assert open_preset("bass/808").engine.settings()["one_voice"] is True


def test_quarter_tones_between_the_keys_are_played() -> None:
    for name in ("keys/piano", "guitar/clean", "strings/quartet"):
        sound = play(still(name), [SoundNote(0.0, 1.3, 60.5, 0.7)], 1.3)[0]
        assert abs(pitch_off_cents(sound[7200:], 60.5)) < 2.0
