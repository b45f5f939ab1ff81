"""``tonmeister hum`` from a file to a folder."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hummed import ODE, RATE_HZ, hum_of, placed

from tonmeister.app.cli import main
from tonmeister.flow.humming.asked import read_asked, read_key, read_taps
from tonmeister.flow.wishes import BadWish
from tonmeister.studio.chart_file import read_chart

FILES = ("chart.toml", "musicxml", "mid", "cho", "nashville.txt", "roman.txt", "svg", "png", "pdf")


def recorded(folder: Path, name: str = "ode", bpm: float = 100.0) -> Path:
    sound, _ = hum_of(name, bpm)
    path = folder / "idea.wav"
    soundfile.write(path, sound.T, RATE_HZ, subtype="PCM_16")
    return path


def test_a_hum_becomes_a_folder_of_charts_and_a_sketch(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    idea = recorded(tmp_path)
    before = idea.read_bytes()
    assert main(["hum", str(idea), "--title", "Ode"]) == 0
    said = capsys.readouterr().out
    for words in ("Tempo: 100 BPM", "half of it, 50, or double", "Meter: 4/4, straight",
                  "Key: D major", "Chords, safe: D", "Chords, loop", "Chords, colour"):  # fmt: skip
        assert words in said
    folder = tmp_path / "idea"
    assert all((folder / f"idea.{ending}").is_file() for ending in FILES)
    assert idea.read_bytes() == before
    chart = read_chart(folder / "idea.chart.toml")
    assert chart.title == "Ode"
    written = [(n.start_quarters, n.pitch.midi) for n in chart.melody]
    assert written == [(a, m) for a, _, m in placed(ODE)]
    sketch, rate_hz = soundfile.read(folder / "idea - sketch.wav")
    assert rate_hz == 48000
    assert 0.6 < np.abs(sketch).max() < 0.75
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert main(["hum", str(idea), "--title", "Ode"]) == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first


def test_json_holds_what_was_heard(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    idea = recorded(tmp_path, "lullaby", 104.0)
    assert main(["hum", str(idea), "--json", "--chords", "colour"]) == 0
    done = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert done["tempo_bpm"] == pytest.approx(104.0, rel=0.02)
    assert done["meter"] == "3/4"
    assert done["key"] == "C major"
    assert set(done["chords"]) == {"safe", "loop", "colour"}
    assert done["notes"][0]["start_quarters"] == "-1"
    chart = read_chart(Path(done["files"]["toml"]))
    assert [c.symbol.name for c in chart.chords] == [c["chord"] for c in done["chords"]["colour"]]


def test_a_chart_changed_by_hand_is_not_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    idea = recorded(tmp_path)
    assert main(["hum", str(idea)]) == 0
    chart = tmp_path / "idea" / "idea.chart.toml"
    chart.write_text(chart.read_text("utf-8") + "# mine\n", "utf-8")
    capsys.readouterr()
    assert main(["hum", str(idea)]) == 2
    assert "changed by hand" in capsys.readouterr().err
    assert chart.read_text("utf-8").endswith("# mine\n")


def test_a_folder_of_something_else_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    idea = recorded(tmp_path)
    (tmp_path / "idea").mkdir()
    (tmp_path / "idea" / "notes.txt").write_text("mine")
    assert main(["hum", str(idea)]) == 2
    assert "--out DIR" in capsys.readouterr().err
    assert [p.name for p in (tmp_path / "idea").iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    ("sound", "words"),
    [
        (np.zeros(2 * RATE_HZ), "silent"),
        (np.zeros(2000), "s long"),
        (0.1 * np.random.default_rng(2).standard_normal(2 * RATE_HZ), "hum"),
    ],
)
def test_what_is_no_hum_gets_one_line_and_no_folder(
    sound: np.ndarray, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    idea = tmp_path / "idea.wav"
    soundfile.write(idea, sound, RATE_HZ)
    assert main(["hum", str(idea)]) == 2
    said = capsys.readouterr().err.strip().splitlines()
    assert words in said[-1]
    assert "idea.wav" in said[-1]
    assert not (tmp_path / "idea").exists()


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (["--click", "fast"], "--click"),
        (["--click", "5"], "30 to 300"),
        (["--meter", "5/4"], "2/4, 3/4, 4/4, 6/8"),
        (["--key", "H major"], "--key"),
        (["--chords", "wild"], "safe, loop, colour"),
        (["--tap", "0.5 1.0"], "at least 4"),
        (["--tap", "0.5 0.4 0.9 1.4"], "is no beat"),
        (["--tap", "nowhere.txt"], "neither times"),
        (["--tap", "1 2 3 4", "--click", "60"], "two answers"),
    ],
)
def test_a_wish_that_makes_no_sense_says_what_would_do(
    words: list[str], wrong: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["hum", str(tmp_path / "idea.wav"), *words]) == 2
    assert wrong in capsys.readouterr().err


def test_a_file_that_is_not_there_or_no_sound_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["hum", str(tmp_path / "idea.wav")]) == 2
    assert "is not there" in capsys.readouterr().err
    (tmp_path / "idea.wav").write_text("words, no sound")
    assert main(["hum", str(tmp_path / "idea.wav")]) == 3
    assert "idea.wav" in capsys.readouterr().err


def test_taps_are_read_from_words_and_from_a_file(tmp_path: Path) -> None:
    assert read_taps("0.5, 1.1 1.7; 2.3") == (0.5, 1.1, 1.7, 2.3)
    labels = tmp_path / "taps.txt"
    labels.write_text("0.5\t0.5\tone\n1.1\t1.1\ttwo\n1.7\t1.7\tthree\n2.3\t2.3\tfour\n")
    assert read_taps(str(labels)) == (0.5, 1.1, 1.7, 2.3)
    labels.write_text("0.5 1.1 1.7 2.3\n")
    assert read_taps(str(labels)) == (0.5, 1.1, 1.7, 2.3)


def test_keys_are_read_with_their_signs() -> None:
    for said, fifths, mode in (
        ("Bb minor", -2, "minor"),
        ("F# major", 6, "major"),
        ("D", 2, "major"),
    ):
        assert (read_key(said).tonic_fifths, read_key(said).mode) == (fifths, mode)
    with pytest.raises(BadWish):
        read_asked(key="C D E F")
