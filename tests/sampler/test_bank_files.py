"""SFZ, Hydrogen kits and folders of single sounds as banks."""

from __future__ import annotations

import io
import struct
import tarfile
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from tests.sampler.tiny_soundfont import RATE_HZ, Row, level_db, pitch_hz, sine
from tonmeister.instruments.sampler import Sampler
from tonmeister.model import SoundNote
from tonmeister.studio.banks import BankError, open_bank
from tonmeister.studio.banks.sfz_zone import OPCODES


def wav(folder: Path, name: str, hz: float = 261.6255653, length_s: float = 1.0,
        gain: float = 1.0) -> Path:  # fmt: skip
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    sf.write(path, gain * sine(hz, length_s), RATE_HZ, subtype="FLOAT")
    return path


def sfz(folder: Path, text: str, name: str = "one.sfz") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def played(path: Path, *notes: tuple[float, float, float], seed: int = 1) -> Row:
    """Each note ``(start_s, key, velocity)`` is held for 0.4 s."""
    sound = [SoundNote(start_s, 0.4, key, velocity) for start_s, key, velocity in notes]
    return Sampler(open_bank(path)).play(sound, (), 1.0, 48000, seed)


def heard_hz(out: Row, start_s: float = 0.05) -> float:
    return pitch_hz(out[0], 48000, start_s, start_s + 0.3)


def test_an_sfz_plays_its_regions_by_key_and_velocity(tmp_path: Path) -> None:
    wav(tmp_path, "samples/low.wav", 300.0)
    wav(tmp_path, "samples/high.wav", 500.0)
    path = sfz(
        tmp_path,
        """
        // licence: CC0 1.0, made for this test
        <control> default_path=samples/
        #define $LOUD 100
        <global> ampeg_release=0.1 pitch_keytrack=0
        <group> hivel=$LOUD
        <region> sample=low.wav lokey=c3 hikey=b4
        <group> lovel=101 volume=-6.0206
        <region> sample=HIGH.wav lokey=48 hikey=71
    """,
    )
    bank = open_bank(path)
    assert bank.licence == "licence: CC0 1.0, made for this test"
    assert bank.notes == ()
    assert heard_hz(played(path, (0.0, 60, 0.5))) == pytest.approx(300, abs=0.5)
    loud = played(path, (0.0, 60, 1.0))
    assert heard_hz(loud) == pytest.approx(500, abs=0.5)
    assert level_db(loud[0, 4800:19000]) == pytest.approx(level_db(sine()) - 9.03, abs=0.1)
    assert not played(path, (0.0, 72, 0.5)).any()


def test_an_sfz_is_found_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wav(tmp_path, "a.wav", 300.0)
    sfz(tmp_path, "<region> sample=a.wav pitch_keytrack=0")
    monkeypatch.chdir(tmp_path)
    assert heard_hz(played(Path("one.sfz"), (0.0, 60, 1.0))) == pytest.approx(300, abs=0.5)


def test_the_manual_lists_every_opcode_that_is_played() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "sampler.md").read_text("utf-8")
    listed = set(page.split())
    other_spelling = {"loopmode", "loopstart", "loopend", "filtype"}
    for opcode in set(OPCODES) - other_spelling:
        assert opcode.replace("hdcc*", "cc*") in {word.strip("`") for word in listed}, opcode


def test_an_sfz_transposes_and_tunes(tmp_path: Path) -> None:
    wav(tmp_path, "c4.wav", length_s=3.0)
    path = sfz(tmp_path, "<region> sample=c4.wav pitch_keycenter=60 transpose=-12 tune=50")
    out = played(path, (0.0, 67, 1.0))
    assert heard_hz(out) == pytest.approx(261.6255653 * 2 ** (-4.5 / 12), abs=0.05)


def test_loops_of_the_file_and_of_the_sfz_are_played(tmp_path: Path) -> None:
    period = round(RATE_HZ / 441)
    sf.write(tmp_path / "a.wav", sine(441.0, 0.2), RATE_HZ, subtype="PCM_16")
    raw = (tmp_path / "a.wav").read_bytes()
    smpl = struct.pack("<9I", 0, 0, 0, 60, 0, 0, 0, 1, 0)
    smpl += struct.pack("<6I", 0, 0, 1000, 1000 + 40 * period - 1, 0, 0)
    body = raw[8:] + b"smpl" + struct.pack("<I", len(smpl)) + smpl
    (tmp_path / "looped.wav").write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    end = 1000 + 40 * period - 1
    for text in (
        "<region> sample=looped.wav pitch_keycenter=60",
        f"<region> sample=a.wav loop_mode=loop_continuous loop_start=1000 loop_end={end}",
    ):
        out = played(sfz(tmp_path, text), (0.0, 60, 1.0))[0]
        assert level_db(out[12000:18000]) == pytest.approx(level_db(out[2000:8000]), abs=0.1)
    short = played(sfz(tmp_path, "<region> sample=looped.wav loop_mode=no_loop"), (0.0, 60, 1.0))
    assert not short[:, 9700:].any()


def test_offset_and_end_cut_a_sample(tmp_path: Path) -> None:
    sf.write(tmp_path / "two.wav", np.concatenate((sine(300.0, 0.5), sine(600.0, 0.5))), RATE_HZ)
    path = sfz(tmp_path, "<region> sample=two.wav offset=22050 end=35280 pitch_keytrack=0")
    out = played(path, (0.0, 60, 1.0))
    assert pitch_hz(out[0], 48000, 0.02, 0.25) == pytest.approx(600, abs=1.0)
    assert not out[:, round(0.31 * 48000) :].any()


def test_turns_chance_and_release_sounds_of_an_sfz(tmp_path: Path) -> None:
    for name, hz in (("a.wav", 300.0), ("b.wav", 500.0), ("up.wav", 900.0)):
        wav(tmp_path, name, hz, 0.3)
    turns = sfz(
        tmp_path,
        """
        <group> seq_length=2 pitch_keytrack=0
        <region> sample=a.wav seq_position=1
        <region> sample=b.wav seq_position=2
    """,
    )
    out = played(turns, (0.0, 60, 1.0), (0.45, 60, 1.0))
    assert [round(pitch_hz(out[0], 48000, s, s + 0.2)) for s in (0.02, 0.5)] == [300, 500]
    chance = sfz(
        tmp_path,
        """
        <global> pitch_keytrack=0
        <region> sample=a.wav hirand=0.5
        <region> sample=b.wav lorand=0.5
    """,
        "chance.sfz",
    )
    heard = {
        round(pitch_hz(played(chance, (0.0, 60, 1.0), seed=s)[0], 48000, 0.02, 0.25))
        for s in range(12)
    }
    assert heard == {300, 500}
    release = sfz(
        tmp_path,
        """
        <region> sample=a.wav pitch_keytrack=0
        <region> sample=up.wav pitch_keytrack=0 trigger=release rt_decay=6
    """,
        "release.sfz",
    )
    out = played(release, (0.0, 60, 1.0))
    assert pitch_hz(out[0], 48000, 0.42, 0.65) == pytest.approx(900, abs=2)


def test_hats_choke_each_other_in_an_sfz(tmp_path: Path) -> None:
    wav(tmp_path, "open.wav", 400.0, 1.0)
    wav(tmp_path, "closed.wav", 2000.0, 0.05)
    path = sfz(
        tmp_path,
        """
        <global> loop_mode=one_shot
        <region> sample=open.wav key=46 group=1 off_by=2
        <region> sample=closed.wav key=42 group=2
    """,
    )
    alone = played(path, (0.0, 46, 1.0))
    both = played(path, (0.0, 46, 1.0), (0.5, 42, 1.0))
    assert alone[0, 40000:44000].any()
    assert not both[0, 30000:].any()


def test_one_articulation_plays_and_the_others_are_named(tmp_path: Path) -> None:
    wav(tmp_path, "a.wav", 300.0)
    wav(tmp_path, "b.wav", 500.0)
    path = sfz(
        tmp_path,
        """
        <global> pitch_keytrack=0 sw_lokey=24 sw_hikey=25 sw_default=25
        <region> sample=a.wav sw_last=24 sw_label=plucked
        <region> sample=b.wav sw_last=25 sw_label=bowed
        <region> sample=b.wav locc64=64 volume=20
    """,
    )
    notes = " / ".join(open_bank(path).notes)
    assert "of its articulations (plucked, bowed) bowed plays" in notes
    assert "1 regions do not sound: controller 64 stands elsewhere" in notes
    assert heard_hz(played(path, (0.0, 60, 1.0))) == pytest.approx(500, abs=0.5)


def test_what_an_sfz_says_and_we_do_not_play_is_told(tmp_path: Path) -> None:
    wav(tmp_path, "a.wav")
    path = sfz(
        tmp_path,
        """
        <region> sample=a.wav eq1_gain=3 amp_velcurve_64=0.5 polyphony=4
        <region> sample=gone.wav
        <region> sample=*sine
    """,
    )
    notes = " / ".join(open_bank(path).notes)
    assert "opcodes that are not played: amp_velcurve_64, eq1_gain, polyphony" in notes
    assert "gone.wav" in notes
    assert "*sine is a wave, not a sample" in notes


def test_samples_beside_the_sfz_folder_are_found_and_none_further_out(tmp_path: Path) -> None:
    home = tmp_path / "a" / "library" / "presets"
    home.mkdir(parents=True)
    wav(tmp_path, "a/library/samples/c.wav", 300.0)
    wav(tmp_path, "a/far.wav", 500.0)
    near = sfz(home, "<region> sample=..\\samples\\c.wav pitch_keytrack=0")
    assert heard_hz(played(near, (0.0, 60, 1.0))) == pytest.approx(300, abs=0.5)
    for said in ("../../far.wav", "/etc/passwd", "C:\\far.wav"):
        with pytest.raises(BankError, match="further out than one folder above"):
            open_bank(sfz(home, f"<region> sample={said}"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('#include "one.sfz"', "turns in a circle"),
        ("<region> sample=a.wav lokey=loud", "lokey=loud in the SFZ"),
        ("<region> sample=a.wav volume=1e30", "volume=1e30 in the SFZ"),
        ("<region> sample=a.wav offset=nan", "offset=nan in the SFZ"),
        ("<group> volume=3", "none of its regions can sound"),
        ("\0\1\2\3", "none of its regions can sound"),
    ],
)
def test_a_bad_sfz_is_one_clear_line(tmp_path: Path, text: str, told: str) -> None:
    wav(tmp_path, "a.wav")
    with pytest.raises(BankError) as error:
        open_bank(sfz(tmp_path, text))
    assert told in str(error.value)
    assert "\n" not in str(error.value)


def test_a_sample_that_is_no_sound_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"RIFF nothing of the kind")
    sampler = Sampler(open_bank(sfz(tmp_path, "<region> sample=a.wav")))
    with pytest.raises(BankError, match=r"a\.wav: it cannot be read as sound"):
        sampler.play([SoundNote(0.0, 0.1, 60, 1.0)], (), 0.2, 48000, 1)


KIT = """<?xml version="1.0"?>
<drumkit_info xmlns="http://www.hydrogen-music.org/drumkit">
 <name>Tiny</name><license>CC0</license>
 <instrumentList>
  <instrument><id>0</id><name>Kick</name><volume>0.5</volume><gain>1</gain>
   <midiOutNote>36</midiOutNote><muteGroup>-1</muteGroup>
   <instrumentComponent>
    <layer><filename>soft.wav</filename><min>0</min><max>0.5</max></layer>
    <layer><filename>loud.wav</filename><min>0.5</min><max>1</max><pitch>12</pitch></layer>
   </instrumentComponent></instrument>
  <instrument><id>1</id><name>Gone</name><midiOutNote>38</midiOutNote>
   <layer><filename>gone.wav</filename></layer></instrument>
 </instrumentList>
</drumkit_info>"""


def hydrogen(folder: Path) -> Path:
    folder.mkdir()
    wav(folder, "soft.wav", 300.0)
    wav(folder, "loud.wav", 500.0)
    (folder / "drumkit.xml").write_text(KIT, "utf-8")
    return folder


def test_a_hydrogen_kit_plays_from_its_folder_and_from_its_archive(tmp_path: Path) -> None:
    folder = hydrogen(tmp_path / "kit")
    packed = tmp_path / "kit.h2drumkit"
    with tarfile.open(packed, "w:gz") as tar:
        tar.add(folder, "Tiny")
    for path in (folder, folder / "drumkit.xml", packed):
        bank = open_bank(path)
        assert (bank.name, bank.licence) == ("Tiny", "CC0")
        assert "gone.wav" in bank.notes[0]
        assert heard_hz(played(path, (0.0, 36, 0.4))) == pytest.approx(300, abs=0.5)
        loud = played(path, (0.0, 36, 1.0))
        assert heard_hz(loud) == pytest.approx(1000, abs=0.5)
        assert level_db(loud[0, 4800:19000]) == pytest.approx(level_db(sine()) - 9.03, abs=0.1)


def test_an_archive_that_leads_out_or_is_cut_off_is_refused(tmp_path: Path) -> None:
    bad = tmp_path / "bad.h2drumkit"
    with tarfile.open(bad, "w:gz") as tar:
        info = tarfile.TarInfo("../../evil.wav")
        info.size = 4
        tar.addfile(info, io.BytesIO(b"evil"))
    with pytest.raises(BankError, match="does not lie inside"):
        open_bank(bad)
    bad.write_bytes(bad.read_bytes()[:40])
    with pytest.raises(BankError, match="cannot be unpacked"):
        open_bank(bad)


def test_a_folder_of_notes_is_an_instrument(tmp_path: Path) -> None:
    folder = tmp_path / "Piano"
    wav(folder, "Piano C3.wav", 130.8128)
    wav(folder, "Piano C4 soft.wav", 261.6256, gain=0.1)
    wav(folder, "Piano C4 loud.wav", 261.6256)
    wav(folder, "Piano F#4.wav", 369.9944)
    (folder / "README.txt").write_text("Free for all.", "utf-8")
    bank = open_bank(folder)
    assert bank.licence == "see README.txt: Free for all."
    assert bank.keys == (36, 78)
    for key in (48, 53, 60, 64, 71):
        wanted = 440 * 2 ** ((key - 69) / 12)
        assert heard_hz(played(folder, (0.0, key, 0.9))) == pytest.approx(wanted, rel=1e-4)
    soft, loud = (played(folder, (0.0, 60, v))[0, 2000:9000] for v in (0.4, 0.6))
    assert level_db(loud) - level_db(soft) == pytest.approx(20.0 + 3.52, abs=0.1)


def test_a_folder_of_drums_lies_on_the_keys_of_general_midi(tmp_path: Path) -> None:
    folder = tmp_path / "kit"
    drums = {"BD 1.wav": 36, "Snare hard.wav": 38, "HH Closed.wav": 42, "Rimshot.wav": 37,
             "Clap.wav": 39, "Crash.wav": 49, "tom low.wav": 43}  # fmt: skip
    for i, name in enumerate(drums):
        wav(folder, name, 300.0 + 100 * i, 0.4)
    bank = open_bank(folder)
    for i, key in enumerate(drums.values()):
        heard = heard_hz(played(folder, (0.0, key, 0.9)), 0.02)
        assert heard == pytest.approx(300.0 + 100 * i, abs=0.7), key
    assert "nothing here is called open hats: key 42 plays for key 46" in bank.notes
    assert played(folder, (0.0, 46, 0.9)).any()


def test_other_things_are_no_banks(tmp_path: Path) -> None:
    with pytest.raises(BankError, match=r"gone.sf2 is not there"):
        open_bank(tmp_path / "gone.sf2")
    text = tmp_path / "notes.txt"
    text.write_text("no bank", "utf-8")
    with pytest.raises(BankError, match="no bank of samples"):
        open_bank(text)
    with pytest.raises(BankError, match="holds no sounds"):
        open_bank(tmp_path)
    wav(tmp_path, "holiday.wav")
    with pytest.raises(BankError, match="called like a note"):
        open_bank(tmp_path)
