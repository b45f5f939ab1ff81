"""One door in and one door out for charts of every kind."""

from pathlib import Path

import pytest

from tests.paper.songs_on_paper import sung_song
from tonmeister.exchange.charts import FORMATS, read_any_chart, write_chart_files
from tonmeister.studio.chart_file import ChartError

PAPER = ("toml", "midi", "tempo", "chordpro", "nashville", "roman", "musicxml")


def test_every_format_is_written_and_each_can_be_read_that_can(tmp_path: Path) -> None:
    chart = sung_song()
    files = write_chart_files(tmp_path, "Song", chart, only=PAPER)
    assert set(files) == set(PAPER)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(p.name for p in files.values())
    assert read_any_chart(files["toml"]) == chart
    assert read_any_chart(tmp_path) == chart
    for name in ("midi", "chordpro", "musicxml"):
        back = read_any_chart(files[name])
        assert [c.symbol for c in back.chords] == [c.symbol for c in chart.chords]
        assert [c.start_quarters for c in back.chords] == [c.start_quarters for c in chart.chords]
    for name in ("midi", "musicxml"):
        assert [n.pitch.name for n in read_any_chart(files[name]).melody] == [
            n.pitch.name for n in chart.melody
        ]


def test_the_sheet_is_engraved_with_the_rest(tmp_path: Path) -> None:
    files = write_chart_files(tmp_path, "Song", sung_song(), only=("svg", "pdf"))
    assert set(files) == {"svg", "pdf"}
    assert files["pdf"].read_bytes().startswith(b"%PDF")


def test_a_rerun_gives_the_same_bytes(tmp_path: Path) -> None:
    one = write_chart_files(tmp_path / "a", "Song", sung_song())
    other = write_chart_files(tmp_path / "b", "Song", sung_song())
    assert tuple(one) == FORMATS
    assert [p.read_bytes() for p in one.values()] == [p.read_bytes() for p in other.values()]


def test_what_is_no_chart_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ChartError, match="is not there"):
        read_any_chart(tmp_path / "a.mid")
    (tmp_path / "a.doc").write_text("x")
    with pytest.raises(ChartError, match=r"a\.doc is no chart"):
        read_any_chart(tmp_path / "a.doc")
    with pytest.raises(ChartError, match="which chart"):
        read_any_chart(tmp_path)
    (tmp_path / "a.roman.txt").write_text("I V")
    with pytest.raises(ChartError, match="does not hold a whole song"):
        read_any_chart(tmp_path / "a.roman.txt")
    with pytest.raises(ChartError, match="the formats are"):
        write_chart_files(tmp_path, "a", sung_song(), only=("docx",))
