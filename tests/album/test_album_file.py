"""``album.toml``: what a person wrote there wins for ever."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tonmeister.producer.album import Album, AlbumSong, Held
from tonmeister.studio.album_file import AlbumError, AlbumFile

FILES = ["a.wav", "b.wav", "c.wav"]


def album(**changed: object) -> Album:
    songs = tuple(
        AlbumSong(file=file, title=file[0].upper(), gap_s=float(i), offset_lu=-1.0 * i)
        for i, file in enumerate(FILES)
    )
    usual: dict[str, object] = {"title": "T", "artist": "", "rate_hz": 44100, "anchor": "a.wav"}
    return Album(**{**usual, "songs": songs, **changed})  # type: ignore[arg-type]


@pytest.fixture
def file(tmp_path: Path) -> AlbumFile:
    written = AlbumFile(tmp_path)
    written.write(album(), Held())
    return written


def edit(file: AlbumFile, *changes: tuple[str, str]) -> None:
    text = file.path.read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file.path.write_text(text, "utf-8")


def test_what_nobody_touched_is_nobody_s(file: AlbumFile) -> None:
    assert file.read(FILES) == Held()


def test_a_changed_value_is_the_person_s_for_ever(file: AlbumFile) -> None:
    edit(file, ("gap_s = 1.0", "gap_s = 3"))
    held = file.read(FILES)
    assert held.songs == {"b.wav": {"gap_s": 3.0}}
    songs = [
        s if s.file != "b.wav" else AlbumSong(file="b.wav", title="B", gap_s=3.0)
        for s in album().songs
    ]
    file.write(album(songs=tuple(songs)), held)
    assert file.read(FILES).songs == {"b.wav": {"gap_s": 3.0}}


def test_comments_and_the_order_of_keys_survive(file: AlbumFile) -> None:
    edit(
        file,
        ('title = "B"\n', 'title = "B"  # working title\n'),
        ("gap_s = 1.0", "# the drummer wants it long\ngap_s = 1.0"),
    )
    file.write(album(loudness_lufs=-11.0), Held())
    text = file.path.read_text("utf-8")
    assert "# working title" in text
    assert "# the drummer wants it long\ngap_s = 1.0" in text
    assert "loudness_lufs = -11.0" in text


def test_a_moved_table_is_the_person_s_order(file: AlbumFile) -> None:
    head, *tables = file.path.read_text("utf-8").split("[[song]]\n")
    tables = [table.rstrip("\n") + "\n\n" for table in (tables[2], tables[0], tables[1])]
    file.path.write_text("[[song]]\n".join([head, *tables]), "utf-8")
    held = file.read(FILES)
    assert held.order == ("c.wav", "a.wav", "b.wav")
    a, b, c = album().songs
    file.write(album(songs=(c, a, b)), held)
    assert file.read(FILES).order == ("c.wav", "a.wav", "b.wav")


def test_a_table_taken_out_leaves_the_song_out(file: AlbumFile) -> None:
    head, *tables = file.path.read_text("utf-8").split("[[song]]\n")
    file.path.write_text("[[song]]\n".join([head, tables[0], tables[2]]), "utf-8")
    held = file.read(FILES)
    assert held.songs == {"b.wav": {"use": False}}
    assert held.order == ()


def test_hold_keeps_all_of_a_song(file: AlbumFile) -> None:
    edit(file, ("gap_s = 1.0", "gap_s = 1.0\nhold = true"))
    mine = file.read(FILES).songs["b.wav"]
    assert mine["gap_s"] == 1.0
    assert mine["offset_lu"] == -1.0
    assert mine["title"] == "B"


def test_the_head_is_the_person_s_too(file: AlbumFile) -> None:
    edit(
        file, ('upc = ""', 'upc = "036000-291452"'), ('level_by = "anchor"', 'level_by = "loudest"')
    )
    assert file.read(FILES).head == {"upc": "0036000291452", "level_by": "loudest"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('upc = ""', 'upc = "4006381333932"', "its last digit is 2, but the others ask for 1"),
        ("gap_s = 1.0", 'isrc2 = "x"', "there is no 'isrc2'"),
        ("gap_s = 1.0", "gap_s = -1.0", "gap_s is -1.0, but goes from 0 to 60 s"),
        ("gap_s = 1.0", "gap_s = nan", "gap_s is nan, but goes from 0 to 60 s"),
        ("gap_s = 1.0", 'gap_s = "long"', "gap_s is 'long', but goes from 0 to 60 s"),
        ("rate_hz = 44100", "rate_hz = 44000", "rate_hz is 44000, but may be 44100, 48000"),
        ('file = "b.wav"', 'file = "z.wav"', "'z.wav' is not in the folder"),
        ('file = "b.wav"', 'file = "a.wav"', "'a.wav' stands there twice"),
        ("gap_s = 1.0", "gap_s = 1.0\nuse = 1", "use is 1, but may be true or false"),
        ('level_by = "anchor"', 'level_by = "x"', "level_by is 'x', but may be anchor or loudest"),
        ('title = "B"', "title = 5", "title is 5, but takes words in quotes"),
        ("gap_s = 1.0", "gap_s = = 1", "Invalid value"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_one_line(file: AlbumFile, old: str, new: str, said: str) -> None:
    edit(file, (old, new))
    with pytest.raises(AlbumError, match=r"^album\.toml") as told:
        file.read(FILES)
    assert said in str(told.value)
    assert "\n" not in str(told.value)


def test_a_wrong_isrc_is_told_with_its_line(file: AlbumFile) -> None:
    text = file.path.read_text("utf-8").replace('isrc = ""', 'isrc = "DE-A12-26-0001"', 1)
    file.path.write_text(text, "utf-8")
    number = next(i for i, row in enumerate(text.splitlines(), 1) if row.startswith("isrc"))
    with pytest.raises(AlbumError, match=rf"album\.toml line {number}: .* is no ISRC"):
        file.read(FILES)


def test_one_isrc_is_for_one_recording(file: AlbumFile) -> None:
    text = file.path.read_text("utf-8").replace('isrc = ""', 'isrc = "DEA122600001"')
    file.path.write_text(text, "utf-8")
    with pytest.raises(AlbumError) as told:
        file.read(FILES)
    assert len(str(told.value).splitlines()) == 2


def test_a_code_stays_spelled_as_it_was_written(file: AlbumFile) -> None:
    edit(file, ('upc = ""', 'upc = "036000-291452"'))
    held = file.read(FILES)
    file.write(album(upc=held.head["upc"]), held)
    assert 'upc = "036000-291452"' in file.path.read_text("utf-8")
    assert file.read(FILES).head == {"upc": "0036000291452"}


def test_many_mistakes_are_told_together(file: AlbumFile) -> None:
    edit(file, ("gap_s = 1.0", "gap_s = 99.0"), ("offset_lu = -2.0", "offset_lu = 50.0"))
    with pytest.raises(AlbumError) as told:
        file.read(FILES)
    assert len(str(told.value).splitlines()) == 2


@pytest.mark.parametrize(
    "spoil", [lambda p: p.write_bytes(b"\xff\xfe\x00"), lambda p: p.write_text("[")]
)
def test_a_file_that_is_no_toml_is_told(file: AlbumFile, spoil: Callable[[Path], object]) -> None:
    spoil(file.path)
    with pytest.raises(AlbumError, match=r"^album\.toml: "):
        file.read(FILES)
