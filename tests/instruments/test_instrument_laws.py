"""Laws that every preset keeps."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from preset_listening import DRUMS, PITCHED, RATE_HZ, phrase, play, rms_db, still

from tonmeister.instruments.shelf import open_preset, presets
from tonmeister.model import SoundNote

ALL = (*PITCHED, *DRUMS)
LEAST_DB = {"guitar/driven": 2.5}
"""A driven amplifier evens strokes out: that is what it is for. All others: 6 dB."""
STEADY = ("bass/sub", "bass/808", "lead/pluck", "drums/808", "drums/909")
"""Presets in which nothing is left to chance that a seed could change audibly."""


def test_the_shelf_holds_what_the_band_asks_for() -> None:
    asked = {
        "drums/acoustic", "drums/jazz", "drums/808", "drums/909", "bass/electric", "bass/upright",
        "bass/sub", "bass/808", "bass/synth", "keys/electric-piano", "keys/piano", "keys/organ",
        "keys/stab", "guitar/clean", "guitar/acoustic", "guitar/driven", "guitar/skank",
        "pad/warm", "pad/dark", "strings/ensemble", "strings/quartet", "lead/whistle", "lead/saw",
        "lead/pluck",
    }  # fmt: skip
    assert asked <= set(presets())
    for preset in presets().values():
        assert preset.about.endswith(".")
        assert preset.low_midi < preset.high_midi


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("rate_hz", [44100, 48000, 96000])
def test_every_preset_plays_at_every_rate_without_dc_or_nonsense(name: str, rate_hz: int) -> None:
    preset = open_preset(name)
    sound = play(preset, phrase(preset, 3), 0.9, rate_hz=rate_hz)
    assert sound.shape == (2, round(0.9 * rate_hz))
    assert sound.dtype == np.float64
    assert np.isfinite(sound).all()
    assert 0.02 < np.abs(sound).max() < 4.0
    assert np.abs((sound * np.hanning(sound.shape[1])).mean(axis=1)).max() < 1e-4


@pytest.mark.parametrize("name", ALL)
def test_the_same_seed_gives_the_same_bits_and_another_seed_another_take(name: str) -> None:
    preset = open_preset(name)
    takes = [play(preset, phrase(preset, 3), 0.6, seed=seed) for seed in (1, 1, 2)]
    first, again, other = (hashlib.sha256(take.tobytes()).hexdigest() for take in takes)
    assert first == again
    if name not in STEADY:
        assert first != other


@pytest.mark.parametrize("name", ALL)
def test_nothing_clicks_where_notes_begin_and_end(name: str) -> None:
    """A click is a corner far sharper than any in the note itself."""
    preset = open_preset(name)
    key = 43.0 if preset.drums else float((preset.low_midi + preset.high_midi) // 2)
    note = SoundNote(0.1, 0.35, key, 0.8)
    sound = play(preset, [note], 0.6)[0]
    bend = np.abs(np.diff(sound, 3))
    peak = np.abs(sound).max()

    def sharpest(from_s: float, to_s: float) -> float:
        return float(bend[round(from_s * RATE_HZ) : round(to_s * RATE_HZ)].max())

    assert sharpest(0.0, 0.098) < 1e-3 * peak
    inside = sharpest(0.13, 0.43)
    assert sharpest(0.44, 0.596) < 1.5 * inside + 1e-4 * peak
    assert np.abs(sound[-2:]).max() < 1e-4 * peak


@pytest.mark.parametrize("name", ALL)
def test_a_note_has_ended_when_its_tail_is_over(name: str) -> None:
    preset = open_preset(name)
    key = 38.0 if preset.drums else float((preset.low_midi + preset.high_midi) // 2)
    sound = play(preset, [SoundNote(0.0, 0.3, key, 0.9)], 0.3 + preset.tail_s + 0.1)
    assert np.abs(sound[:, -round(0.09 * RATE_HZ) :]).max() < 1.2e-3 * np.abs(sound).max()


@pytest.mark.parametrize("name", ALL)
def test_a_hard_stroke_is_clearly_louder_than_a_soft_one(name: str) -> None:
    preset = open_preset(name)
    key = 38.0 if preset.drums else float((preset.low_midi + preset.high_midi) // 2)
    soft, hard = (rms_db(play(preset, [SoundNote(0.0, 0.4, key, v)], 0.5)) for v in (0.3, 1.0))
    assert hard - soft >= LEAST_DB.get(name, 6.0)


@pytest.mark.parametrize("name", ALL)
def test_a_preset_folds_to_mono_without_losing_itself(name: str) -> None:
    preset = open_preset(name)
    sound = play(preset, phrase(preset), 1.2)
    assert rms_db(sound.mean(axis=0)) > rms_db(sound) - 6.0


@pytest.mark.parametrize("name", [n for n in PITCHED if open_preset(n).linear])
def test_two_notes_together_are_the_sum_of_both(name: str) -> None:
    preset = open_preset(name)
    first, second = phrase(preset, 2)
    both, one, other = (play(preset, notes, 0.6) for notes in ([first, second], [first], [second]))
    assert np.abs(both - one - other).max() < 1e-9 * np.abs(both).max() + 1e-12


@pytest.mark.parametrize("name", ["keys/electric-piano", "guitar/driven"])
def test_an_amplifier_joins_the_notes_that_go_through_it(name: str) -> None:
    preset = open_preset(name)
    assert not preset.linear
    first, second = phrase(preset, 2)
    both, one, other = (play(preset, notes, 0.6) for notes in ([first, second], [first], [second]))
    assert np.abs(both - one - other).max() > 1e-3 * np.abs(both).max()


def test_still_presets_stay_the_presets_they_are() -> None:
    assert still("pad/warm").engine.settings()["wave"] == "saw"
