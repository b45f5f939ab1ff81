"""A recording becomes a chart: what was played is what is written."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.charting.played_songs import RATE_HZ, band, write
from tonmeister.app.cli import main
from tonmeister.flow.charting.charted import chart_recording
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.model import Chart

LOOP = ["C", "Am", "F", "G"] * 4


def first_chords(chart: Chart, bars: int) -> list[str]:
    """Return what stands at the beginning of each bar."""
    out = []
    for bar in range(bars):
        here = [
            c.symbol.name for c in chart.chords
            if c.start_quarters <= 4 * bar < c.start_quarters + c.length_quarters
        ]  # fmt: skip
        out.append(here[0] if here else "-")
    return out


def test_a_folder_of_tracks_becomes_a_chart_with_its_tempo_key_and_chords(tmp_path: Path) -> None:
    song = write(tmp_path / "Song", band(LOOP, bpm=112.0))
    done = chart_recording(song, Teller())
    chart = done.chart
    assert chart.tempos[0].quarter_bpm == pytest.approx(112.0, rel=0.005)
    assert len(chart.tempos) == 1
    assert chart.keys[0].name == "C major"
    assert chart.first_s == pytest.approx(0.5, abs=0.03)
    assert first_chords(chart, 16) == LOOP
    assert chart.meters[0].beats == 4
    assert done.files["musicxml"].exists()
    assert done.files["toml"].parent == song / "tonmeister" / "chart"


def test_one_file_is_charted_into_a_folder_beside_it(tmp_path: Path) -> None:
    tracks = band(["D", "Bm", "G", "A"] * 4, bpm=104.0)
    sound = 0.15 * sum(tracks.values())
    soundfile.write(tmp_path / "demo.flac", sound, RATE_HZ)
    chart = chart_recording(tmp_path / "demo.flac", Teller())
    assert sorted(p.name for p in tmp_path.iterdir()) == ["demo chart", "demo.flac"]
    assert chart.chart.keys[0].name == "D major"
    assert first_chords(chart.chart, 16) == ["D", "Bm", "G", "A"] * 4


def test_an_inversion_is_written_where_the_bass_plays_it(tmp_path: Path) -> None:
    bars = ["C/E", "F", "G/B", "C"] * 4
    chart = chart_recording(write(tmp_path / "Song", band(bars)), Teller()).chart
    assert first_chords(chart, 16) == bars


def test_a_song_that_moves_to_another_key_says_where(tmp_path: Path) -> None:
    bars = ["C", "F", "G7", "C"] * 3 + ["E7", "A", "D", "A"] * 3
    chart = chart_recording(write(tmp_path / "Song", band(bars)), Teller()).chart
    assert [k.name for k in chart.keys] == ["C major", "A major"]
    assert 44 <= chart.keys[1].at_quarters <= 56


def test_charting_again_gives_the_same_bytes(tmp_path: Path) -> None:
    song = write(tmp_path / "Song", band(LOOP[:8]))
    first = chart_recording(song, Teller()).files["toml"].read_bytes()
    assert chart_recording(song, Teller()).files["toml"].read_bytes() == first


def test_a_chart_that_was_corrected_by_hand_is_not_written_over(tmp_path: Path) -> None:
    song = write(tmp_path / "Song", band(LOOP[:8]))
    page = chart_recording(song, Teller()).files["toml"]
    page.write_text(page.read_text() + "# mine\n")
    with pytest.raises(BadWish, match="changed by hand"):
        chart_recording(song, Teller())
    assert page.read_text().endswith("# mine\n")


def test_silence_gets_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    soundfile.write(tmp_path / "quiet.wav", np.zeros(5 * RATE_HZ), RATE_HZ)
    assert main(["chart", str(tmp_path / "quiet.wav"), "--json"]) != 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert "nothing to chart" in said["words"]
    assert [p.name for p in tmp_path.iterdir()] == ["quiet.wav"]


def test_hiss_gets_one_clear_line_and_no_invented_chords(tmp_path: Path) -> None:
    hiss = 0.1 * np.random.default_rng(1).normal(size=12 * RATE_HZ)
    soundfile.write(tmp_path / "hiss.wav", hiss, RATE_HZ)
    with pytest.raises(BadWish, match="neither a beat nor chords"):
        chart_recording(tmp_path / "hiss.wav", Teller())
    assert [p.name for p in tmp_path.iterdir()] == ["hiss.wav"]


def test_words_that_are_no_words_get_one_clear_line(tmp_path: Path) -> None:
    song = write(tmp_path / "Song", band(LOOP[:8]))
    (tmp_path / "words.txt").write_text("\n[Verse]\n")
    with pytest.raises(BadWish, match="no words in it"):
        chart_recording(song, Teller(), lyrics=tmp_path / "words.txt")
