"""``tonmeister transpose``, as typed."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.paper.songs_on_paper import sung_song
from tonmeister.app.cli import main
from tonmeister.studio.chart_file import read_chart, write_chart

RATE_HZ = 22050


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    path = tmp_path / "song.chart.toml"
    write_chart(path, sung_song())
    return path


def vowel(midi: float, length_s: float) -> np.ndarray:
    """A sung note: harmonics that fall, with vibrato."""
    t = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    hz = 440.0 * 2 ** ((midi - 69) / 12) * (1 + 0.004 * np.sin(2 * np.pi * 5.5 * t))
    turn = 2 * np.pi * np.cumsum(hz) / RATE_HZ
    tone = sum(np.sin(n * turn) / n**1.3 for n in range(1, 12))
    return 0.2 * np.asarray(tone) * np.minimum(1.0, np.minimum(t, t[::-1]) / 0.03)


def test_up_a_fifth_and_down_again_is_where_one_came_from(chart: Path, tmp_path: Path) -> None:
    assert main(["transpose", str(chart), "+7", "--out", str(tmp_path / "up")]) == 0
    (up,) = (tmp_path / "up").glob("*.chart.toml")
    assert read_chart(up).keys[0].name == "A major"
    assert main(["transpose", str(up), "-7", "--out", str(tmp_path / "back")]) == 0
    (back,) = (tmp_path / "back").glob("*.chart.toml")
    assert read_chart(back) == read_chart(chart)
    assert {p.suffix for p in (tmp_path / "up").iterdir()} >= {
        ".toml", ".mid", ".musicxml", ".svg", ".png", ".pdf", ".cho", ".txt",
    }  # fmt: skip


def test_a_key_can_be_named(
    chart: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(["transpose", str(chart), "--to", "Bb", "--json", "--out", str(tmp_path / "x")]) == 0
    )
    done = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (done["key"], done["shift_semitones"]) == ("Bb major", -4)
    assert read_chart(Path(done["files"]["toml"])).chords[1].symbol.name == "F/A"


def test_a_singer_gets_three_keys_and_what_each_means(
    chart: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sung = np.concatenate([vowel(m, 0.8) for m in (57, 59, 61, 62, 64, 66, 64, 62, 59, 57)])
    soundfile.write(tmp_path / "voice.wav", sung, RATE_HZ)
    out = str(tmp_path / "x")
    assert main(["transpose", str(chart), "--for-singer", str(tmp_path / "voice.wav"),
                 "--out", out]) == 0  # fmt: skip
    said = capsys.readouterr().out
    assert "The voice sang from A3 to F#4" in said
    assert [line[:2] for line in said.splitlines()[1:4]] == ["1.", "2.", "3."]
    assert "your top" in said


@pytest.mark.parametrize(
    ("words", "told", "code"),
    [
        ([], "say how far", 2),
        (["+3", "--to", "C"], "say how far", 2),
        (["+99"], "no number of semitones", 2),
        (["x"], "no number of semitones", 2),
        (["--to", "B minor"], "a transposition keeps major", 2),
        (["--to", "H"], "takes a key", 2),
        (["--for-singer", "none.wav"], "is not there", 2),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    chart: Path, words: list[str], told: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(chart.parent.iterdir())
    assert main(["transpose", str(chart), *words]) == code
    said = capsys.readouterr().err.strip()
    assert told in said
    assert "\n" not in said
    assert sorted(chart.parent.iterdir()) == before


def test_speech_and_silence_are_no_singers(
    chart: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    soundfile.write(tmp_path / "quiet.wav", np.zeros(4 * RATE_HZ), RATE_HZ)
    assert main(["transpose", str(chart), "--for-singer", str(tmp_path / "quiet.wav")]) == 3
    assert "of singing are heard" in capsys.readouterr().err


def test_a_folder_with_other_things_in_it_is_left_alone(chart: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "song.txt").write_text("mine")
    assert main(["transpose", str(chart), "+2", "--out", str(tmp_path / "mine")]) == 2
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["song.txt"]


@pytest.mark.material
def test_a_real_singers_range_is_that_of_the_notes_people_heard(material: Path) -> None:
    from tonmeister.flow.singer_heard import hear_voice
    from tonmeister.flow.tell import Teller
    from tonmeister.music.singers_key import voice_range

    for path in material.glob("vocadito/vocadito_*.wav"):
        rows = np.loadtxt(path.with_name(f"{path.stem}_notesA1.csv"), delimiter=",")
        true = voice_range(list(69 + 12 * np.log2(rows[:, 1] / 440)), list(rows[:, 2]))
        heard = hear_voice(path, Teller())
        assert heard.low_semitones == pytest.approx(true.low_semitones, abs=1.0)
        assert heard.high_semitones == pytest.approx(true.high_semitones, abs=1.0)
        assert heard.middle_semitones == pytest.approx(true.middle_semitones, abs=0.7)
