"""The disc's files, read back by a reader of their own."""

from __future__ import annotations

from pathlib import Path

import ddp_reader
import numpy as np
import pytest
import soundfile as sf

from tonmeister.exchange.cue import cue_sheet
from tonmeister.exchange.ddp import Disc, DiscTrack, unfit, write_ddp
from tonmeister.exchange.ddp.cdtext import cdtext, latin_1

DISC = Disc(
    title="Nächte",
    artist="Die Bande",
    upc="5012345678900",
    sectors=1275,
    tracks=(
        DiscTrack(title="Erstes Lied", start=0, isrc="DEA122600001"),
        DiscTrack(title="Second One", artist="Guest", start=450, pause=375),
        DiscTrack(title="Third", start=900, isrc="DEA122600003"),
    ),
)


def write(folder: Path, disc: Disc = DISC) -> ddp_reader.Image:
    sound = np.random.default_rng(4).integers(-3000, 3000, (disc.sectors * 588, 2), dtype=np.int16)
    sf.write(folder / "image.wav", sound, 44100, subtype="PCM_16")
    write_ddp(folder / "ddp", disc, folder / "image.wav")
    return ddp_reader.read(folder / "ddp")


def test_the_image_is_two_seconds_of_silence_and_then_the_sound(tmp_path: Path) -> None:
    image = write(tmp_path)
    sound, _ = sf.read(tmp_path / "image.wav", dtype="int16")
    assert not any(image.audio[: 150 * 2352])
    assert image.audio[150 * 2352 :] == sound.astype("<i2").tobytes()
    stream = image.streams["IMAGE.DAT"]
    assert (int(stream["length"]), int(stream["pause"])) == (1275 + 150, 150)


def test_the_subcode_tells_every_track_pause_and_code(tmp_path: Path) -> None:
    image = write(tmp_path)
    assert image.upc == "5012345678900"
    found = [(e.track, e.index, e.sector, e.isrc) for e in image.entries]
    assert found == [
        ("00", 0, 0, ""),
        ("01", 0, 0, "DEA122600001"), ("01", 1, 150, "DEA122600001"),
        ("02", 0, 525, ""), ("02", 1, 600, ""),
        ("03", 1, 1050, "DEA122600003"),
        ("AA", 1, 1425, ""),
    ]  # fmt: skip
    assert [e.upc for e in image.entries if e.upc] == ["5012345678900"]
    assert {e.control for e in image.entries} == {"01"}


def test_cd_text_holds_titles_and_artists(tmp_path: Path) -> None:
    image = write(tmp_path)
    assert image.texts[0x80][:4] == ["Nächte", "Erstes Lied", "Second One", "Third"]
    assert image.texts[0x81][:4] == ["Die Bande", "Die Bande", "Guest", "Die Bande"]
    assert image.sizes[:4] == bytes([0, 1, 3, 0])
    assert image.sizes[28] == 9


def test_a_pack_says_how_many_letters_of_its_text_came_before() -> None:
    packs = cdtext(DISC)
    second = packs[18:36]  # "Nächte", a zero and "Erste" fill the first twelve places
    assert second[4:16] == b"s Lied\0Secon"
    assert (second[1], second[3]) == (1, 5)


def test_letters_that_cd_text_does_not_know_are_written_as_the_nearest() -> None:
    assert latin_1("Łódź – “Café”") == 'Lódz - "Café"'
    assert latin_1("音楽") == ""
    assert latin_1("Ночь") == ""


def test_a_master_id_is_plain_letters(tmp_path: Path) -> None:
    assert write(tmp_path).master_id == "N_chte"


def test_an_old_image_is_replaced_whole(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "ddp" / "LEFTOVER").write_text("x")
    write(tmp_path)
    assert not (tmp_path / "ddp" / "LEFTOVER").exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["ddp", "image.wav"]


def test_a_sound_of_another_length_is_refused_and_the_old_image_stays(tmp_path: Path) -> None:
    write(tmp_path)
    before = (tmp_path / "ddp" / "IMAGE.DAT").read_bytes()
    longer = Disc(title="x", tracks=DISC.tracks, sectors=DISC.sectors + 1)
    with pytest.raises(ValueError, match=r"image\.wav is no sound for this disc"):
        write_ddp(tmp_path / "ddp", longer, tmp_path / "image.wav")
    assert (tmp_path / "ddp" / "IMAGE.DAT").read_bytes() == before


def test_a_disc_that_fits_is_not_refused() -> None:
    assert unfit(DISC) == []


def test_what_is_too_long_for_a_cd_is_said_with_both_lengths() -> None:
    long = Disc(title="x", tracks=(DiscTrack(title="a", start=0),), sectors=75 * 60 * 80)
    assert unfit(long) == ["the album is 80:00 long, but a CD holds 79:46"]


def test_a_hundred_tracks_and_a_track_under_four_seconds_are_told() -> None:
    tracks = tuple(DiscTrack(title=f"t{i}", start=300 * i) for i in range(100))
    said = unfit(Disc(title="x", tracks=tracks, sectors=300 * 99 + 299))
    assert said[0] == "the album has 100 tracks, but a CD holds 99"
    assert said[1] == "t99 is 4.0 s long, but a CD track lasts at least 4 s"


def test_the_cue_sheet_says_what_the_subcode_says() -> None:
    sheet = cue_sheet(DISC, 'a "b".wav')
    assert sheet.splitlines() == [
        "CATALOG 5012345678900",
        'PERFORMER "Die Bande"',
        'TITLE "Nächte"',
        "FILE \"a 'b'.wav\" WAVE",
        "  TRACK 01 AUDIO",
        '    TITLE "Erstes Lied"',
        '    PERFORMER "Die Bande"',
        "    ISRC DEA122600001",
        "    INDEX 01 00:00:00",
        "  TRACK 02 AUDIO",
        '    TITLE "Second One"',
        '    PERFORMER "Guest"',
        "    INDEX 00 00:05:00",
        "    INDEX 01 00:06:00",
        "  TRACK 03 AUDIO",
        '    TITLE "Third"',
        '    PERFORMER "Die Bande"',
        "    ISRC DEA122600003",
        "    INDEX 01 00:12:00",
    ]
