"""The text of REAPER projects: read as it is written, by us and by others; broken ones refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import rpp
from fidelity_scenes import everything
from hypothesis import given, settings
from hypothesis import strategies as st
from reaper_projects import item, project, track

from tonmeister.exchange.daw.formats import FORMATS
from tonmeister.exchange.daw.opening import CannotOpen
from tonmeister.exchange.reaper.chunks import Chunk, parsed, quoted, said, split

REAPER = FORMATS["reaper"]
words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20)


@given(st.lists(words.filter(lambda w: not all(q in w for q in "\"'`")), max_size=5))
def test_words_come_back_whatever_quotes_they_hold(told: list[str]) -> None:
    assert split(" ".join(quoted(word) for word in told)) == told


@given(st.floats(-1e9, 1e9))
def test_a_number_comes_back_the_same_and_has_no_exponent(value: float) -> None:
    assert re.fullmatch(r"-?\d+(\.\d+)?", said(value))
    assert float(said(value)) == pytest.approx(value, rel=1e-15, abs=1e-19)


def test_chunks_in_chunks_come_back_and_another_reader_sees_the_same(tmp_path: Path) -> None:
    main = REAPER.write(everything(tmp_path, REAPER), tmp_path / "out", lambda _: None).main
    text = main.read_text("utf-8")
    ours = parsed(main.read_bytes(), "song")
    assert ours.text() == text
    theirs = rpp.loads(text)

    def same(mine: Chunk, other: rpp.Element) -> None:
        assert [mine.name, *mine.words] == [other.tag, *other.attrib]
        assert len(mine.body) == len(other.children)
        for line, entry in zip(mine.body, other.children, strict=True):
            if isinstance(line, Chunk):
                same(line, entry)
            elif not line.startswith("|"):
                assert split(line) == (entry if isinstance(entry, list) else [entry])

    same(ours, theirs)


def test_written_twice_it_is_the_same_to_the_bit(tmp_path: Path) -> None:
    session = everything(tmp_path, REAPER)
    one = REAPER.write(session, tmp_path / "one", lambda _: None)
    two = REAPER.write(session, tmp_path / "two", lambda _: None)
    assert one.main.read_bytes() == two.main.read_bytes()
    again = REAPER.write(session, tmp_path / "one", lambda _: None)
    assert again.main.read_bytes() == two.main.read_bytes()
    assert sorted(p.name for p in (tmp_path / "one").rglob("*.wav")) == [
        "one.wav", "take.wav", "two.wav",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "does not begin"),
        (b"RIFF\x00\x00\x00\x00WAVE", "no text"),
        (b"<html>\n>\n", "does not begin"),
        (b'<REAPER_PROJECT 0.1 "7"\n  <TRACK\n    NAME a\n', "ends in the middle"),
        (b'<REAPER_PROJECT 0.1 "7"\n  TEMPO 120\n>\nmore\n', "behind the project's end"),
        (b"<REAPER_PROJECT 0.1\n" + b"<A\n" * 1000, "nested deeper"),
        (b"<REAPER_PROJECT 0.1\n>\n", "holds nothing"),
        (b"<REAPER_PROJECT 0.1\n<TRACK\n<ITEM\nPOSITION 1e12\n>\n>\n>\n", "in no song"),
    ],
)
def test_a_broken_project_gets_one_clear_line(data: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.rpp"
    path.write_bytes(data)
    with pytest.raises(CannotOpen, match=words) as told:
        REAPER.read(path, tmp_path / "into")
    assert "\n" not in str(told.value)
    assert "broken.rpp" in str(told.value)
    assert not (tmp_path / "into").exists()


def test_sound_outside_of_the_folder_is_only_read_when_asked(tmp_path: Path) -> None:
    inside = tmp_path / "song"
    inside.mkdir()
    project(tmp_path, "")
    for told in ("../mono.wav", str(tmp_path / "mono.wav")):
        path = project(inside, track(item(source=told)))
        (tmp_path / "mono.wav").write_bytes((inside / "mono.wav").read_bytes())
        with pytest.raises(CannotOpen, match="outside"):
            REAPER.read(path, tmp_path / "into")
        session = REAPER.read(path, tmp_path / "into", outside=True)
        assert len(session.tracks[0].clips) == 1


def test_a_path_of_another_system_is_looked_for_by_its_name(tmp_path: Path) -> None:
    path = project(tmp_path, track(item(source="C:\\Users\\Ann\\Song\\mono.wav")))
    assert len(REAPER.read(path, tmp_path / "into").tracks[0].clips) == 1


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_no_damage_to_a_project_is_more_than_one_line(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "damaged"
    folder.mkdir(exist_ok=True)
    whole = project(folder, track(item(more="      FADEIN 0 0.1\n      LOOP 1"), "A")).read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    junk = data.draw(
        st.sampled_from([b"", b"nan", b"-1e99", b"<", b">", b"\xff", b'"', b"9" * 400])
    )
    path = folder / "damaged.rpp"
    path.write_bytes(whole[:at] + junk + whole[at + data.draw(st.integers(0, 9)) :])
    told = ""
    try:
        told = REAPER.read(path, folder / "into").master.kind
    except CannotOpen as error:
        told = f"refused: {error}"
    assert told == "master" or (told.startswith("refused") and "\n" not in told)


def test_titles_and_names_that_no_disk_takes_are_files_all_the_same(tmp_path: Path) -> None:
    from dataclasses import replace

    session = everything(tmp_path, REAPER)
    for title in ("", "../../etc", 'a/b\\c:"*?', ".hidden", "nul", "ü" * 300):
        named = replace(session, title=title)
        written = REAPER.write(named, tmp_path / "names", lambda _: None)
        assert written.main.parent == tmp_path / "names"
        assert written.main.suffix == ".rpp"
        assert REAPER.read(written.main, tmp_path).title == (title or written.main.stem)
