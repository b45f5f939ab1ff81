"""Words are divided as they are sung, and lie on the notes of the line they belong to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.charting.played_songs import band, write
from tonmeister.flow.charting.charted import chart_recording
from tonmeister.flow.charting.lyrics import read_lyrics
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish

TUNE = [67, 69, 71, 72, 72, 71, 69, 67]


def test_a_page_of_words_is_read_without_its_headings(tmp_path: Path) -> None:
    page = tmp_path / "words.txt"
    page.write_bytes("[Verse 1]\r\n  we  came home \r\n\r\n(Chorus)\nŠárka\n".encode())
    assert read_lyrics(page) == ("we came home", "Šárka")


def test_a_sound_is_no_page_of_words(tmp_path: Path) -> None:
    page = tmp_path / "words.wav"
    page.write_bytes(b"RIFF\0\0\0\0WAVE")
    with pytest.raises(BadWish, match="no page of words"):
        read_lyrics(page)


def test_the_melody_and_its_words_stand_where_they_are_sung(tmp_path: Path) -> None:
    tracks = band(["C", "Am", "F", "G"] * 3, bpm=104.0, lead=TUNE)
    half = len(tracks["lead vocal"]) // 2
    rest = round(1.6 * 22050)
    tracks["lead vocal"][half - rest // 2 : half + rest // 2] = 0.0
    song = write(tmp_path / "Song", tracks)
    words = tmp_path / "words.txt"
    words.write_text("[Verse]\nlove me do and stay a while\ngo on and leave me alone\n")
    chart = chart_recording(song, Teller(), lyrics=words).chart
    assert [n.pitch.midi for n in chart.melody[:8]] == TUNE
    assert [float(n.start_quarters) for n in chart.melody[:8]] == [0, 2, 4, 6, 8, 10, 12, 14]
    sung = [n.syllable for n in chart.melody if n.syllable]
    assert sung[:3] == ["love", "me", "do"]
    assert sung.index("go") > 5
    later = next(n for n in chart.melody if n.syllable == "go")
    assert 20 <= later.start_quarters <= 28


def test_without_a_lead_the_chart_says_that_no_words_were_placed(tmp_path: Path) -> None:
    song = write(tmp_path / "Song", band(["C", "F", "G", "C"] * 3, bpm=104.0))
    words = tmp_path / "words.txt"
    words.write_text("la la la\n")
    chart = chart_recording(song, Teller(), lyrics=words).chart
    assert any("words were not placed" in note for note in chart.notes)
