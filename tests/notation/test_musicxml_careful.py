"""Files that are no music, or would harm: one clear line, soon."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

import pytest

from tonmeister.exchange.musicxml import NotMusicXML, musicxml, read_musicxml
from tonmeister.model import Chart
from tonmeister.studio.probe import Unusable

LAUGHS = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">
<!ENTITY a "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><score-partwise><work><work-title>&b;</work-title>
</work></score-partwise>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<score-partwise><work><work-title>&x;</work-title></work></score-partwise>"""
BAR = "<score-partwise><part id='P1'><measure number='1'>{}</measure></part></score-partwise>"
NOTE = "<note><pitch><step>{}</step><octave>{}</octave></pitch><duration>{}</duration></note>"
GOOD = musicxml(Chart(title="Good"))


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS, OUTSIDE, "", "no xml at all", "<html><body/></html>", GOOD[:400], GOOD[:-30],
        "<score-partwise/>", "<score-partwise><part id='P1'/></score-partwise>",
        "<a>" * 5000, BAR.format(NOTE.format("H", 4, 1)), BAR.format(NOTE.format("C", 4, "x")),
        BAR.format(NOTE.format("C", 4, -3)), BAR.format(NOTE.format("C", 400, 1)),
        BAR.format(NOTE.format("C", 4, "9e99999999")),
        BAR.format("<attributes><divisions>0</divisions></attributes>"),
        BAR.format("<attributes><time><beats>4</beats><beat-type>3</beat-type></time></attributes>"),
        BAR.format("<attributes><time><beats>0</beats><beat-type>4</beat-type></time></attributes>"),
        BAR.format("<attributes><key><fifths>90</fifths></key></attributes>"),
        BAR.format("<forward><duration>1000000</duration></forward>"),
        BAR.format("<harmony><root><root-step>X</root-step></root><kind>major</kind></harmony>"),
    ],
)  # fmt: skip
def test_it_is_refused_in_one_clear_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "song.musicxml"
    path.write_text(text)
    with pytest.raises(NotMusicXML) as caught:
        read_musicxml(path)
    said = str(caught.value)
    assert said.startswith("song.musicxml: ")
    assert "\n" not in said
    assert len(said) < 200
    assert isinstance(caught.value, Unusable)


def test_a_packed_bomb_stays_packed(tmp_path: Path) -> None:
    path = tmp_path / "bomb.mxl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("score.xml", b"<score-partwise>" + b" " * 60_000_000)
    start = time.process_time()
    with pytest.raises(NotMusicXML, match="far more than music needs"):
        read_musicxml(path)
    assert time.process_time() - start < 2.0


def test_a_file_of_endless_elements_is_refused_before_memory_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tonmeister.exchange.musicxml.opening.MOST_ELEMENTS", 1000)
    path = tmp_path / "big.xml"
    path.write_text("<score-partwise>" + "<a/>" * 2000 + "</score-partwise>")
    with pytest.raises(NotMusicXML, match="too big or too deep"):
        read_musicxml(path)


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9])
def test_a_packed_file_that_was_cut_off_is_refused(tmp_path: Path, cut: float) -> None:
    path = tmp_path / "song.mxl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("score.xml", GOOD)
    path.write_bytes(path.read_bytes()[: int(cut * path.stat().st_size)])
    with pytest.raises(NotMusicXML, match="packed"):
        read_musicxml(path)


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "not-there.xml"):
        with pytest.raises(NotMusicXML, match="cannot be read"):
            read_musicxml(path)
