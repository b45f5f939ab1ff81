"""Instruments are declared as effects are: knobs, ranges, presets as data."""

from __future__ import annotations

import numpy as np
import pytest

from tonmeister.effects import OutOfRange
from tonmeister.instruments.declare import engines, knobs_of, recall
from tonmeister.instruments.engines.organ import Organ
from tonmeister.instruments.engines.subtractive import Subtractive
from tonmeister.instruments.shelf import open_preset, presets
from tonmeister.knowledge.presets import UnknownPreset, general_midi
from tonmeister.model import SoundNote
from tonmeister.units import unit_of


def test_every_engine_says_where_it_comes_from_and_what_its_knobs_do() -> None:
    assert set(engines()) == {
        "bowed", "drum-kit", "drum-machine", "fm", "organ", "piano", "plucked", "subtractive",
    }  # fmt: skip
    for name, cls in engines().items():
        assert cls.name == name
        assert cls.source
        assert (cls.__doc__ or "").strip()
        for knob in knobs_of(cls):
            assert knob.doc
            if knob.is_number:
                assert knob.low <= float(knob.default) <= knob.high
                unit_of(knob.name)


def test_settings_written_down_and_read_back_are_the_same_instrument() -> None:
    for preset in presets().values():
        again = recall(preset.engine.name, preset.engine.settings())
        assert again == preset.engine


def test_a_knob_out_of_range_is_told_in_one_line() -> None:
    with pytest.raises(OutOfRange, match=r"subtractive: cutoff_hz is 5 Hz, but goes from 20 Hz"):
        Subtractive(cutoff_hz=5.0)
    with pytest.raises(OutOfRange, match=r"subtractive: wave is 'zigzag', but may be sine"):
        Subtractive(wave="zigzag")
    with pytest.raises(OutOfRange, match="there is no knob glow_db"):
        Subtractive.recall({"glow_db": 3.0})
    with pytest.raises(OutOfRange, match="takes nine digits from 0 to 8"):
        Organ(drawbars="889")
    with pytest.raises(OutOfRange, match="there is no engine 'theremin'"):
        recall("theremin", {})


def test_a_preset_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(
        UnknownPreset, match=r"no preset 'keys/harpsichord'; there are .*keys/piano"
    ):
        open_preset("keys/harpsichord")


def test_every_general_midi_program_has_a_preset() -> None:
    assert {general_midi(program) for program in range(128)} <= set(presets())
    assert general_midi(33) == "bass/electric"
    assert general_midi(48) == "strings/ensemble"
    with pytest.raises(UnknownPreset, match="go from 0 to 127"):
        general_midi(128)


def test_every_general_midi_drum_sounds_and_another_key_is_refused() -> None:
    for name in ("drums/acoustic", "drums/808", "drums/909"):
        notes = [SoundNote(0.05 * n, 0.05, float(key), 0.8) for n, key in enumerate(range(35, 83))]
        sound = open_preset(name).play(notes, [], 3.0, 48000, 1)
        for note in notes:
            at = round(note.start_s * 48000)
            assert np.abs(sound[:, at : at + 4000]).max() > 1e-3, note.midi
        with pytest.raises(OutOfRange, match="no drum on key 20; drums lie on 35 to 82"):
            open_preset(name).play([SoundNote(0.0, 0.1, 20.0, 0.5)], [], 1.0, 48000, 1)


@pytest.mark.parametrize("name", ["drums/acoustic", "drums/808", "drums/909"])
def test_a_closed_hat_stops_the_open_one(name: str) -> None:
    preset = open_preset(name)
    engine = preset.engine
    opened = SoundNote(0.0, 0.1, 46.0, 0.8)
    ringing = engine.play([opened], [], 0.5, 48000, 1)
    stopped = engine.play([opened, SoundNote(0.1, 0.1, 44.0, 0.05)], [], 0.5, 48000, 1)
    late = slice(round(0.16 * 48000), round(0.22 * 48000))
    assert np.sqrt(np.mean(stopped[:, late] ** 2)) < 0.3 * np.sqrt(np.mean(ringing[:, late] ** 2))


def test_strokes_of_one_drum_are_not_all_the_same_on_the_kit_but_are_on_the_machine() -> None:
    notes = [SoundNote(0.5 * n, 0.1, 38.0, 0.8) for n in range(2)]
    for name, alike in (("drums/acoustic", False), ("drums/808", True)):
        sound = open_preset(name).engine.play(notes, [], 1.0, 48000, 1)
        first, second = sound[:, :20000], sound[:, 24000:44000]
        assert np.allclose(first, second, atol=1e-9) == alike


def test_an_empty_or_tiny_tape_is_no_accident() -> None:
    for preset in presets().values():
        key = 38.0 if preset.drums else float(preset.low_midi + 7)
        assert preset.play([], [], 0.1, 48000, 1).shape == (2, 4800)
        assert preset.play([SoundNote(0.0, 1.0, key, 0.5)], [], 0.0, 48000, 1).shape == (2, 0)
        assert preset.play([SoundNote(0.0, 1.0, key, 0.5)], [], 0.003, 48000, 1).shape == (2, 144)
        early = preset.play([SoundNote(-0.2, 0.3, key, 0.5)], [], 0.2, 48000, 1)
        assert 1e-3 < np.abs(early).max() < 4.0
        late = preset.play([SoundNote(5.0, 1.0, key, 0.5)], [], 0.1, 48000, 1)
        assert np.abs(late).max() == 0.0


def test_the_manual_has_a_page_for_every_engine_and_a_line_for_every_preset() -> None:
    from tonmeister.app.manual import pages

    made = pages()
    for name, cls in engines().items():
        page = made[f"instruments/{name}.md"]
        assert cls.source in page
        assert all(f"`{knob.name}`" in page for knob in knobs_of(cls))
    for preset in presets().values():
        assert preset.about in made["presets.md"]
