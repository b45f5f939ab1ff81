"""Charts as files: exactly what was written comes back, and mistakes are told with their line."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.paper.any_chart import charts, in_time, lead_sheets
from tonmeister.model import CHART_SCHEMA, Chart, ChartNote, Pitch
from tonmeister.studio.chart_file import ChartError, read_chart, write_chart
from tonmeister.studio.chart_read import read_text
from tonmeister.studio.chart_write import chart_text

SONG = """\
schema = 1
title = "Leave the light on"
key = ["D major", "E major from bar 5"]
meter = "4/4"
tempo = 92

[[section]]
name = "Verse"
bars = 4
chords = '''
| D | A/C# . . Bm | G:3 A:1 | % |
'''
melody = '''
0: - 3, A4 1 "I"
1: D5 1/2 "leave", E5 1/2 "the", F#5 5 "light" +12c
2: - 1, A4 2
'''

[[section]]
name = "Chorus"
chords = '''
| E | - B |
'''
"""


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(charts)
def test_every_chart_comes_back_as_it_was(chart: Chart) -> None:
    assert read_text("a", chart_text(chart)) == chart
    assert read_text("a", chart_text(in_time(chart))) == in_time(chart)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(lead_sheets())
def test_a_lead_sheet_is_written_as_a_grid_and_comes_back(chart: Chart) -> None:
    text = chart_text(chart)
    assert "@" not in text
    assert read_text("a", text) == chart


def test_a_chart_is_read_as_a_musician_would_read_it() -> None:
    chart = read_text("song.chart.toml", SONG)
    assert [(c.symbol.name, c.start_quarters, c.length_quarters) for c in chart.chords] == [
        ("D", 0, 4), ("A/C#", 4, 3), ("Bm", 7, 1), ("G", 8, 3), ("A", 11, 1), ("G", 12, 3),
        ("A", 15, 1), ("E", 16, 4), ("B", 22, 2),
    ]  # fmt: skip
    assert [(n.pitch.name, n.start_quarters, n.syllable) for n in chart.melody] == [
        ("A4", -1, "I"), ("D5", 0, "leave"), ("E5", Fraction(1, 2), "the"), ("F#5", 1, "light"),
        ("A4", 7, ""),
    ]  # fmt: skip
    assert chart.melody[3].cents == 12.0
    assert [(s.name, s.first_bar, s.bars) for s in chart.sections] == [
        ("Verse", 0, 4), ("Chorus", 4, 2),
    ]  # fmt: skip
    assert [(k.name, k.at_quarters) for k in chart.keys] == [("D major", 0), ("E major", 16)]


def test_a_chord_that_is_held_over_the_bar_line_is_one_chord() -> None:
    chart = read_text("a", "chords = '''\n| D | . . A . |\n'''")
    assert [c.length_quarters for c in chart.chords] == [6, 2]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("| D |", "| Dxy |", 11, "'Dxy' is no chord"),
        ("G:3 A:1", "G:3 A:2", 11, "takes 5 quarter notes of 4"),
        ("| D |", "| . |", 11, "none ends here"),
        ("D5 1/2", "H5 1/2", 15, "'H5' is no pitch"),
        ("D5 1/2", "D5 0/0", 15, "no length"),
        ('"leave"', '"leave', 15, "a quote is not closed"),
        ("tempo = 92", "tempo = 0", 5, "no tempo"),
        ('meter = "4/4"', 'meter = "4/5"', 4, "no meter"),
        ("D major", "H major", 3, "no key"),
        ("from bar 5", "from bar 0", 3, "in the order of the song"),
        ("tempo = 92", "tempoo = 92", 5, "no word of a chart"),
        ("bars = 4", "bars = 3", 9, "bar 4 is written in it"),
        ('title = "Leave', "title = 'Leave", 2, "not TOML"),
        ("2: - 1, A4 2", "2: - 1, A4 2, B4 1, C5 1, D5 1", 16, "behind its bar"),
    ],
)
def test_a_bad_edit_is_told_in_one_line_with_its_place(
    old: str, new: str, line: int, words: str
) -> None:
    with pytest.raises(ChartError) as caught:
        read_text("song.chart.toml", SONG.replace(old, new, 1))
    said = str(caught.value)
    assert said.startswith("song.chart.toml")
    assert f"line {line}" in said
    assert words in said
    assert "\n" not in said


def test_a_file_of_a_newer_tonmeister_says_so() -> None:
    with pytest.raises(ChartError, match="written by a newer one"):
        read_text("a", f"schema = {CHART_SCHEMA + 1}\n")


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "song.chart.toml"
    write_chart(path, read_text("a", SONG))
    before = path.read_bytes()
    note = ChartNote(start_quarters=Fraction(0), length_quarters=Fraction(1), pitch=Pitch(0, 4))
    with pytest.raises(ChartError, match="half a sign"):
        write_chart(path, replace(Chart(title="\ud800"), melody=(note,)))
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["song.chart.toml"]
    assert read_chart(path) == read_text("a", SONG)


def test_what_is_no_chart_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ChartError, match="is not there"):
        read_chart(tmp_path / "none.chart.toml")
    (tmp_path / "noise.chart.toml").write_bytes(bytes(range(256)))
    with pytest.raises(ChartError, match="UTF-8"):
        read_chart(tmp_path / "noise.chart.toml")
