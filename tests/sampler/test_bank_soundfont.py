"""SoundFonts, written byte by byte here and read by ours."""

from __future__ import annotations

import math
import struct
from pathlib import Path

import numpy as np
import pytest

from tests.sampler.tiny_soundfont import (
    RATE_HZ,
    TinySample,
    level_db,
    pitch_hz,
    sine,
    soundfont,
    write_soundfont,
)
from tonmeister.instruments.sampler import Sampler
from tonmeister.model import SoundNote
from tonmeister.studio.banks import BankError, bank_presets, open_bank, system_soundfonts

NOTE = SoundNote(0.0, 0.8, 60, 1.0)


def played(path: Path, *notes: SoundNote) -> np.ndarray:
    return Sampler(open_bank(path)).play(notes or (NOTE,), (), 1.0, 48000, 1)


@pytest.mark.parametrize("packed", [False, True])
def test_a_preset_sounds_as_it_was_written(tmp_path: Path, packed: bool) -> None:
    ending = "sf3" if packed else "sf2"
    path = write_soundfont(
        tmp_path / f"tiny.{ending}", TinySample(sine(length_s=2.0)), packed=packed
    )
    bank = open_bank(path)
    assert (bank.name, bank.licence) == ("Tiny (Tiny Font)", "CC0, nobody")
    assert bank.notes == ()
    assert bank_presets(path) == [(0, 0, "Tiny")]
    out = played(path, SoundNote(0.0, 0.8, 67, 1.0))[0]
    assert pitch_hz(out, 48000) == pytest.approx(261.6255653 * 2 ** (7 / 12), rel=1e-5)
    assert level_db(out[4800:36000]) == pytest.approx(level_db(0.5 * sine()) + 3.01, abs=0.1)


def test_tuning_adds_up(tmp_path: Path) -> None:
    generators = {51: 12, 52: -37, 58: 62}  # an octave up, 37 cents down, a root two keys higher
    path = write_soundfont(
        tmp_path / "t.sf2", TinySample(sine(length_s=4.0), generators=generators)
    )
    cents = 1200 * math.log2(pitch_hz(played(path)[0], 48000) / 261.6255653)
    assert cents == pytest.approx(1200 - 37 - 200, abs=0.05)


def test_a_loop_plays_on(tmp_path: Path) -> None:
    sample = TinySample(
        sine(441.0, 0.5), loop=(4000, 4000 + 100 * 60), generators={54: 1, 38: -3986}
    )
    out = played(write_soundfont(tmp_path / "l.sf2", sample), SoundNote(0.0, 0.9, 60, 1.0))[0]
    assert level_db(out[34000:42000]) == pytest.approx(level_db(out[4800:12000]), abs=0.1)


def test_a_loop_beyond_its_sample_is_told_and_not_played(tmp_path: Path) -> None:
    sample = TinySample(sine(441.0, 0.2), loop=(4000, 4_000_000), generators={54: 1})
    bank = open_bank(write_soundfont(tmp_path / "l.sf2", sample))
    assert bank.notes == ("the loop of 'sample0' lies outside its sample: it plays once",)
    out = Sampler(bank).play((NOTE,), (), 1.0, 48000, 1)
    assert out.any()
    assert not out[:, 12000:].any()


def test_the_envelope_takes_its_times(tmp_path: Path) -> None:
    second, tenth = 0, round(1200 * math.log2(0.1))
    sample = TinySample(sine(length_s=4.0), generators={34: tenth, 36: second, 37: 200, 38: tenth})
    out = played(write_soundfont(tmp_path / "e.sf2", sample))[0]
    top = level_db(0.5 * sine()) + 3.01
    at = [level_db(out[round(s * 48000) : round((s + 0.01) * 48000)]) for s in (0.045, 0.7, 0.845)]
    assert at[0] == pytest.approx(top - 6.02, abs=0.5)  # halfway up
    assert at[1] == pytest.approx(top - 20.0, abs=0.3)  # 200 centibels down
    assert at[2] == pytest.approx(top - 70.0, abs=3.0)  # halfway through a release of 100 dB


def test_keys_choose_their_sample(tmp_path: Path) -> None:
    path = write_soundfont(
        tmp_path / "k.sf2",
        TinySample(sine(300.0), keys=(0, 60), generators={56: 0}),
        TinySample(sine(500.0), keys=(61, 127), generators={56: 0}),
    )
    assert pitch_hz(played(path, SoundNote(0.0, 0.8, 60, 1.0))[0], 48000) == pytest.approx(
        300, abs=0.5
    )
    assert pitch_hz(played(path, SoundNote(0.0, 0.8, 61, 1.0))[0], 48000) == pytest.approx(
        500, abs=0.5
    )


def test_a_modulator_from_velocity_opens_the_filter(tmp_path: Path) -> None:
    moving = [(0x0002, 8, 4800, 0, 0)]  # velocity, rising, to the cutoff: four octaves
    sample = TinySample(sine(2093.0), generators={8: 7200}, modulators=moving)  # 523 Hz
    path = write_soundfont(tmp_path / "m.sf2", sample)
    soft = level_db(played(path, SoundNote(0.0, 0.8, 60, 0.25))) + 24.08
    loud = level_db(played(path, SoundNote(0.0, 0.8, 60, 1.0)))
    assert loud - soft > 12.0


def test_a_modulator_may_take_velocity_away(tmp_path: Path) -> None:
    sample = TinySample(sine(), modulators=[(0x0502, 48, 0, 0, 0)])
    path = write_soundfont(tmp_path / "v.sf2", sample)
    soft = level_db(played(path, SoundNote(0.0, 0.8, 60, 0.25)))
    assert soft == pytest.approx(level_db(played(path)), abs=1e-6)


def test_a_program_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    path = write_soundfont(tmp_path / "tiny.sf2", TinySample(sine()))
    with pytest.raises(BankError, match=r"^tiny.sf2: it has no program 5 in bank 0; .*0:0 Tiny$"):
        open_bank(path, program=5)


def _refused(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    with pytest.raises(BankError) as told:
        Sampler(open_bank(path)).play((NOTE,), (), 0.2, 48000, 1)
    assert "\n" not in str(told.value)
    return str(told.value)


def test_damaged_fonts_are_one_clear_line(tmp_path: Path) -> None:
    whole = soundfont([TinySample(sine(length_s=0.1))])
    path = tmp_path / "bad.sf2"
    assert "no SoundFont" in _refused(path, b"RIFF" + whole[4:8] + b"WAVE" + whole[12:])
    assert "cannot be opened" in _refused(path, b"")
    for end in (40, 200, len(whole) // 2, len(whole) - 30):
        assert "broken" in _refused(path, whole[:end])
    huge = whole.replace(b"smpl" + struct.pack("<I", 8912), b"smpl" + struct.pack("<I", 0x7FFFFFFF))
    assert huge != whole
    assert "wants 2147483647 bytes" in _refused(path, huge)
    at = whole.index(b"shdr") + 8
    outside = whole[: at + 24] + struct.pack("<I", 0x7FFFFFF0) + whole[at + 28 :]
    assert "lies outside the file" in _refused(path, outside)
    at = whole.index(b"igen") + 8
    elsewhere = whole[: at + 4] + struct.pack("<HH", 53, 900) + whole[at + 8 :]
    assert "names part 900" in _refused(path, elsewhere)


def test_a_packed_sample_that_is_none_is_one_clear_line(tmp_path: Path) -> None:
    whole = soundfont([TinySample(sine(length_s=0.1))], packed=True)
    assert "cannot be unpacked" in _refused(tmp_path / "bad.sf3", whole.replace(b"OggS", b"EggS"))


def test_random_damage_never_ends_in_anything_but_a_bank_error(tmp_path: Path) -> None:
    whole = soundfont([TinySample(sine(length_s=0.05), loop=(10, 500), generators={54: 1})])
    rng = np.random.default_rng(5)
    path = tmp_path / "bad.sf2"
    told = 0
    for _ in range(150):
        data = bytearray(whole)
        for at in rng.integers(0, len(data), 6):
            data[len(data) - 1 - at % 900] = int(rng.integers(0, 256))
        path.write_bytes(bytes(data))
        try:
            out = Sampler(open_bank(path)).play((NOTE,), (), 0.1, 48000, 1)
            assert np.isfinite(out).all()
        except BankError:
            told += 1
    assert 10 < told < 150


@pytest.mark.system
@pytest.mark.parametrize("name", ["FluidR3_GM.sf2", "TimGM6mb.sf2", "MuseScore_General_Lite.sf3"])
def test_the_fonts_of_the_system_play_every_preset(name: str) -> None:
    found = [p for p in system_soundfonts() if p.name == name]
    if not found:
        pytest.skip(f"{name} is not on this machine: this test measured nothing")
    presets = bank_presets(found[0])
    assert len(presets) > 100
    for bank, program, label in presets[::9]:
        opened = open_bank(found[0], program, bank)
        low, high = opened.keys
        notes = [SoundNote(0.0, 0.2, key, 0.8) for key in range(low, high + 1, 5)]
        out = Sampler(opened).play(notes, (), 0.3, RATE_HZ, 1)
        assert np.isfinite(out).all()
        assert out.any(), label


def test_the_font_of_the_environment_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_soundfont(tmp_path / "mine.sf2", TinySample(sine(length_s=0.1)))
    monkeypatch.setenv("SOUNDFONT", str(path))
    assert system_soundfonts()[0] == path
