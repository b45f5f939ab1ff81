"""``tonmeister compare`` from outside."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from compare_sounds import RATE_HZ, band, belled

from tonmeister.app.cli import main
from tonmeister.signal import Samples
from tonmeister.studio import WavSink


def _write(path: Path, x: Samples, rate_hz: int = RATE_HZ) -> Path:
    with WavSink(path, rate_hz, bits=24) as sink:
        sink.write(x)
    return path


def _json(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert main(["compare", *words, "--json"]) == 0
    done: dict[str, object] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return done


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    x = band().samples
    a = _write(tmp_path / "a.wav", x)
    return a, _write(tmp_path / "b.wav", belled(x, 4000.0, 4.0)[:, 2205:])


def test_the_words_name_what_was_planted(
    pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", str(pair[0]), str(pair[1])]) == 0
    said = capsys.readouterr().out
    assert "B comes in 50.0 ms earlier (2205 frames)" in said
    assert re.search(r"B has more presence: .*most at 4\.0 kHz, where it is [34]\.\d dB more", said)


def test_a_copy_has_no_difference_one_could_hear(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a = _write(tmp_path / "a.wav", band().samples)
    b = _write(tmp_path / "b.wav", band().samples * 0.5)
    assert main(["compare", str(a), str(b)]) == 0
    said = capsys.readouterr().out
    assert "no difference you could hear" in said
    assert "6.0 LU quieter" in said
    assert "better" not in said


def test_a_finer_difference_than_is_measured_is_not_called_inaudible(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    x = band().samples
    noise = np.random.default_rng(8).standard_normal(x.shape) * float(np.std(x)) * 0.03
    spectrum = np.abs(np.fft.rfft(x, axis=1))
    white = np.fft.rfft(noise, axis=1)
    shaped = np.fft.irfft(white * spectrum / np.mean(spectrum), x.shape[1], axis=1)
    a, b = _write(tmp_path / "a.wav", x), _write(tmp_path / "b.wav", x + shaped)
    assert main(["compare", str(a), str(b)]) == 0
    said = capsys.readouterr().out
    assert "no difference you could hear" not in said
    assert "what differs is finer" in said


def test_json_holds_every_difference_and_only_finite_numbers(
    pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    done = _json(capsys, str(pair[0]), str(pair[1]))
    found = done["pairs"][0]  # type: ignore[index]
    assert found["one_song"] is True
    assert found["offset_frames"] == -2205
    assert found["offset_ms"] == pytest.approx(-50.0)
    assert found["null_db"] < -5.0
    assert any(d["kind"] == "tone_db" for d in found["differences"])


def test_files_of_two_rates_are_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import soxr

    x = band().samples
    y = soxr.resample(x.T, RATE_HZ, 48000, quality="VHQ").T
    a = _write(tmp_path / "a.wav", x)
    b = _write(tmp_path / "b.wav", np.ascontiguousarray(y), 48000)
    found = _json(capsys, str(a), str(b))["pairs"][0]  # type: ignore[index]
    assert found["offset_frames"] == 0
    assert found["differences"] == []


def test_the_page_is_whole_one_file_and_says_the_sentences(
    pair: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.html"
    third = _write(tmp_path / "<b>third & last.wav", band().samples * 0.9)
    done = _json(capsys, str(pair[0]), str(pair[1]), str(third), "--out", str(page))
    text = page.read_text("utf-8")
    assert done["page"] == str(page)
    assert "&lt;b&gt;third &amp; last.wav" in text
    assert "<b>third" not in text
    assert text.count('src="data:audio/mpeg;base64,') == 3
    assert not re.search(r'(src|href)="http', text)
    assert not list(tmp_path.glob(".*part*"))


@pytest.mark.parametrize(
    ("words", "says", "code"),
    [
        (["{a}"], "compare takes two or three files, not 1", 2),
        (["{a}"] * 4, "compare takes two or three files, not 4", 2),
        (["{a}", "gone.wav"], "gone.wav is not there", 2),
        (["{a}", "{text}"], "words.wav", 3),
        (["{a}", "{folder}"], "is a folder without a finished record", 2),
        (["{a}", "{short}"], "short.wav is shorter than 3 s", 2),
        (["{a}", "{silent}"], "silent.wav is silent", 2),
        (["{a}", "{a}", "--out", "page.txt"], "a page ends in .html", 2),
    ],
)
def test_bad_input_gets_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], says: str, code: int
) -> None:
    (tmp_path / "words.wav").write_text("these are words")
    folder = tmp_path / "folder"
    folder.mkdir()
    names = {
        "a": _write(tmp_path / "a.wav", band().samples[:, : 4 * RATE_HZ]),
        "text": tmp_path / "words.wav",
        "folder": folder,
        "short": _write(tmp_path / "short.wav", band().samples[:, :RATE_HZ]),
        "silent": _write(tmp_path / "silent.wav", np.zeros((2, 5 * RATE_HZ))),
    }
    assert main(["compare", *(word.format_map(names) for word in words)]) == code
    said = [line for line in capsys.readouterr().err.splitlines() if "tonmeister:" in line]
    assert len(said) == 1
    assert says in said[0]


def test_two_runs_say_and_write_the_same(
    pair: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = tmp_path / "1.html", tmp_path / "2.html"
    first = _json(capsys, str(pair[0]), str(pair[1]), "--out", str(one))
    second = _json(capsys, str(pair[0]), str(pair[1]), "--out", str(two))
    assert first["pairs"] == second["pairs"]
    assert one.read_bytes() == two.read_bytes()
