"""Drum kits are read as their makers wrote them, and nothing outside of them is touched."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from tonmeister.model import Edit
from tonmeister.studio.kit_files import KitError
from tonmeister.studio.kits import OURS, kit_problems, kit_sounds, open_kit
from tonmeister.studio.project import Project

RATE_HZ = 44100


def shot(path: Path, level: float = 0.5, hz: float = 100.0) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    t = np.arange(4410) / RATE_HZ
    sf.write(path, level * np.sin(2 * np.pi * hz * t) * np.exp(-t / 0.03), RATE_HZ)


def sfz(folder: Path, text: str, name: str = "kit.sfz") -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder / name


def hydrogen(folder: Path, layers: str, head: str = "") -> Path:
    path = folder / "drumkit.xml"
    path.write_text(
        f'<?xml version="1.0"?>{head}<drumkit_info xmlns="http://www.hydrogen-music.org/drumkit">'
        f"<name>Test</name><license>CC0</license><instrumentList><instrument><id>0</id>"
        f"<name>Kick</name><instrumentComponent>{layers}</instrumentComponent></instrument>"
        "</instrumentList></drumkit_info>", "utf-8",
    )  # fmt: skip
    return path


def layer(file: str, low: float = 0.0, high: float = 1.0) -> str:
    return f"<layer><filename>{file}</filename><min>{low}</min><max>{high}</max></layer>"


def test_an_sfz_is_read_with_layers_turns_and_inherited_words(tmp_path: Path) -> None:
    for name in ("k1", "k2", "s1", "s2"):
        shot(tmp_path / "wav" / f"{name}.wav")
    (tmp_path / "snares.txt").write_text(
        "<group> key=$SN seq_length=2\n<region> sample=s1.wav seq_position=1\n"
        "<region> sample=s2.wav seq_position=2 // the other one\n"
    )
    path = sfz(tmp_path, """
        /* a kit */ #define $SN 38
        <control> default_path=wav\\
        <global> volume=-3 ampeg_release=0.5
        <group> key=c1 group_label=Kick 22
        <region> sample=k1.wav lovel=1 hivel=63
        <region> sample=k2.wav lovel=64 hivel=127 volume=2
        #include "snares.txt"
    """)  # fmt: skip
    kit = open_kit(str(path), tmp_path)
    kicks = [s for s in kit.shots if s.piece == "kick"]
    assert [(s.name, s.gain_db) for s in kicks] == [("wav/k1.wav", -3.0), ("wav/k2.wav", 2.0)]
    assert kicks[0].low == 0.0
    assert kicks[0].high == pytest.approx(63 / 127)
    assert kicks[1].low == pytest.approx(63 / 127)
    assert {s.group for s in kicks} == {"Kick 22"}
    assert [(s.name, s.turn) for s in kit.shots if s.piece == "snare"] == [
        ("wav/s1.wav", 0), ("wav/s2.wav", 1),
    ]  # fmt: skip
    assert kit.notes == ("opcodes that are not played: ampeg_release",)


def test_an_sfz_sound_is_retuned_by_its_key(tmp_path: Path) -> None:
    shot(tmp_path / "kick.wav")
    path = sfz(tmp_path, "<region> sample=kick.wav key=36 pitch_keycenter=24")
    kit = open_kit(str(path), tmp_path)
    assert kit.shots[0].tune_cents == 1200.0
    plain = kit.sound("kick.wav", RATE_HZ)
    octave = kit.sound("kick.wav", RATE_HZ, 1200.0)
    assert octave.shape[1] == pytest.approx(plain.shape[1] / 2, abs=2)


@pytest.mark.parametrize(
    "sample", ["../out.wav", "/etc/passwd", "C:\\\\x.wav", "a/../../out.wav", "..\\\\out.wav"]
)
def test_a_kit_cannot_name_what_lies_outside(tmp_path: Path, sample: str) -> None:
    shot(tmp_path / "out.wav")
    (tmp_path / "kit").mkdir()
    path = sfz(tmp_path / "kit", f"<region> key=36 sample={sample}")
    with pytest.raises(KitError, match="not lie inside the kit"):
        open_kit(str(path), tmp_path)
    with pytest.raises(KitError, match="not lie inside the kit"):
        open_kit(str(sfz(tmp_path / "kit", f'#include "{sample}"')), tmp_path)
    with pytest.raises(KitError, match="not lie inside the kit"):
        open_kit(str(hydrogen(tmp_path / "kit", layer(sample))), tmp_path)


def test_a_link_out_of_the_kit_is_not_followed(tmp_path: Path) -> None:
    shot(tmp_path / "out.wav")
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit" / "kick.wav").symlink_to(tmp_path / "out.wav")
    kit = open_kit(str(sfz(tmp_path / "kit", "<region> key=36 sample=kick.wav")), tmp_path)
    with pytest.raises(KitError, match="not lie inside"):
        kit.sound("kick.wav", RATE_HZ)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no sound of a drum"),
        ("<region> key=36 sample=gone.wav", "gone.wav"),
        ("<region> key=kick sample=k.wav", "give a key from 0 to 127"),
        ("<region> key=36 sample=k.wav volume=loud", "should be a number"),
        ('#include "kit.sfz"', "turns in a circle"),
    ],
)
def test_a_bad_sfz_is_one_clear_line(tmp_path: Path, text: str, said: str) -> None:
    shot(tmp_path / "k.wav")
    with pytest.raises(KitError, match=said) as error:
        open_kit(str(sfz(tmp_path, text)), tmp_path)
    assert "\n" not in str(error.value)


def test_a_hydrogen_kit_is_read_and_what_it_lacks_is_said(tmp_path: Path) -> None:
    shot(tmp_path / "soft.wav", 0.2)
    shot(tmp_path / "hard.wav", 0.9)
    layers = layer("soft.wav", 0, 0.5) + layer("hard.wav", 0.5, 1) + layer("gone.wav")
    kit = open_kit(str(hydrogen(tmp_path, layers)), tmp_path)
    assert [(s.name, s.piece, s.low, s.high) for s in kit.shots] == [
        ("soft.wav", "kick", 0.0, 0.5), ("hard.wav", "kick", 0.5, 1.0),
    ]  # fmt: skip
    assert (kit.name, kit.licence) == ("Test", "CC0")
    assert kit.notes == ("the kit names sounds that are not there: gone.wav",)


def test_an_xml_bomb_is_not_opened(tmp_path: Path) -> None:
    shot(tmp_path / "k.wav")
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;">]>'
    with pytest.raises(KitError, match="not opened"):
        open_kit(str(hydrogen(tmp_path, layer("k.wav"), bomb)), tmp_path)


def packed(tmp_path: Path, extra: tarfile.TarInfo | None = None) -> Path:
    folder = tmp_path / "TestKit"
    shot(folder / "k.wav")
    hydrogen(folder, layer("k.wav"))
    path = tmp_path / "test.h2drumkit"
    with tarfile.open(path, "w:gz") as tar:
        tar.add(folder, "TestKit")
        if extra is not None:
            tar.addfile(extra, io.BytesIO(b"") if extra.isfile() else None)
    return path


def test_a_packed_hydrogen_kit_is_read_without_unpacking(tmp_path: Path) -> None:
    path = packed(tmp_path)
    before = sorted(p.name for p in tmp_path.rglob("*"))
    kit = open_kit(str(path), tmp_path)
    assert [s.name for s in kit.shots] == ["k.wav"]
    assert kit.sound("k.wav", 48000).shape == (1, 4800)
    assert sorted(p.name for p in tmp_path.rglob("*")) == before


@pytest.mark.parametrize("kind", ["up", "link", "whole path"])
def test_an_evil_archive_is_refused(tmp_path: Path, kind: str) -> None:
    extra = tarfile.TarInfo({"up": "../evil", "link": "TestKit/l", "whole path": "/evil"}[kind])
    if kind == "link":
        extra.type, extra.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with pytest.raises(KitError, match=r"not lie inside|is a link"):
        open_kit(str(packed(tmp_path, extra)), tmp_path)


def test_a_folder_is_a_kit_by_names_and_levels(tmp_path: Path) -> None:
    for name, level in (("Kick 1", 0.8), ("Kick 2", 0.2), ("Kick 3", 0.21), ("HatClosed-Soft", 0.1),
                        ("HatOpen", 0.3), ("cowbell", 0.3)):  # fmt: skip
        shot(tmp_path / f"{name}.wav", level)
    shot(tmp_path / "Snare" / "A1.wav")
    kit = open_kit(str(tmp_path), tmp_path)
    kicks = [(s.name, s.low, s.high, s.turn) for s in kit.shots if s.piece == "kick"]
    assert kicks == [
        ("Kick 2.wav", 0.0, 0.5, 0), ("Kick 3.wav", 0.0, 0.5, 1), ("Kick 1.wav", 0.5, 1.0, 0),
    ]  # fmt: skip
    assert {s.group for s in kit.shots if s.piece == "hats"} == {"hat closed", "hat open"}
    assert [s.name for s in kit.shots if s.piece == "snare"] == ["Snare/A1.wav"]
    assert kit.notes == ("no drum is named by cowbell.wav",)


@pytest.mark.parametrize(
    ("said", "why"), [("nowhere.sfz", "is not there"), ("text.txt", "no drum kit"),
                      ("empty", "called like a drum")]
)  # fmt: skip
def test_what_is_no_kit_is_said(tmp_path: Path, said: str, why: str) -> None:
    (tmp_path / "text.txt").write_text("hello")
    (tmp_path / "empty").mkdir()
    with pytest.raises(KitError, match=why):
        open_kit(said, tmp_path)


def test_a_sound_that_is_no_sound_is_said(tmp_path: Path) -> None:
    (tmp_path / "k.wav").write_bytes(b"nothing at all")
    kit = open_kit(str(sfz(tmp_path, "<region> key=36 sample=k.wav")), tmp_path)
    with pytest.raises(KitError, match=r"k\.wav: it cannot be read as sound"):
        kit.sound("k.wav", RATE_HZ)


def test_our_own_kit_is_the_same_every_time_at_any_rate() -> None:
    kit = open_kit(OURS, Path())
    assert {s.piece for s in kit.shots} == {"kick", "snare", "hats", "toms", "cymbals"}
    one = kit.sound("kick/3-1", 48000)
    assert np.array_equal(one, kit.sound("kick/3-1", 48000))
    assert not np.array_equal(one, kit.sound("kick/3-2", 48000))
    assert kit.sound("kick/3-1", 44100).shape[1] == pytest.approx(one.shape[1] * 0.91875, abs=2)
    with pytest.raises(KitError):
        kit.sound("kick/99-1", 48000)


def test_edits_find_their_sounds_and_say_what_is_gone(tmp_path: Path) -> None:
    shot(tmp_path / "kit" / "kick.wav")
    project = Project.open(tmp_path)
    sha = open_kit("kit", tmp_path).sha256("kick.wav")
    edit = Edit(
        id="K/replace/1.000", track="K", stage="replace", kind="replace", start_s=1.0, end_s=1.2,
        settings={"kit": "kit", "sample": "kick.wav", "sample_sha256": sha[:16]},
        rule="replace.stroke", reason="",
    )  # fmt: skip
    assert list(kit_sounds([edit], 48000, project)) == ["kit#kick.wav"]
    assert kit_problems([edit], project) == []
    shot(tmp_path / "kit" / "kick.wav", 0.4)
    assert kit_problems([edit], project) == [
        "kick.wav of the kit kit has changed since it was chosen"
    ]
    (tmp_path / "kit" / "kick.wav").unlink()
    assert kit_sounds([edit], 48000, project) == {}
    (line,) = kit_problems([edit], project)
    assert "the recorded strokes play instead" in line


@pytest.mark.material
def test_a_real_hydrogen_kit_opens(material: Path) -> None:
    kit = open_kit(str(material / "kit_gmrock" / "drumkit.xml"), material)
    assert kit.licence == "GPL"
    assert len([s for s in kit.shots if s.piece == "kick"]) == 5
    assert kit.sound(kit.shots[0].name, 48000).any()
