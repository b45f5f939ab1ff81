"""Listening to a finished mix: what is said, what is tried, what is written."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from program import run

RATE_HZ, LENGTH_S = 44100, 20.0
"""A mix short enough for a test, long enough to have a tone."""


def pink(frames: int, seed: int) -> np.ndarray:
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(frames))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    spectrum[0] = 0.0
    sound = np.fft.irfft(spectrum, frames)
    return sound / np.abs(sound).max()


@pytest.fixture
def stems(tmp_path: Path) -> Path:
    """Two stems that add up to a mix, ``mix.wav`` beside them, which has an offset."""
    frames = round(LENGTH_S * RATE_HZ)
    folder = tmp_path / "stems"
    folder.mkdir()
    total = np.zeros((frames, 2))
    for number, name in enumerate(("01 Drums", "02 Guitar"), 1):
        one = 0.25 * np.stack([pink(frames, number), pink(frames, number + 10)], axis=1)
        one[: RATE_HZ // 2] = 0.0
        total += one
        sf.write(folder / f"{name}.wav", one, RATE_HZ, "PCM_24")
    sf.write(tmp_path / "mix.wav", total + 0.02, RATE_HZ, "PCM_24")
    return folder


def test_an_offset_is_found_tried_and_written_down(stems: Path, tmp_path: Path) -> None:
    mix = tmp_path / "mix.wav"
    before = mix.read_bytes()
    out = {name: tmp_path / f"said.{name}" for name in ("md", "txt", "toml")}
    ran = run(
        "listen", mix, "--stems", stems, "--json",
        "--notes", out["md"], "--labels", out["txt"], "--sheet", out["toml"],
    )  # fmt: skip
    assert ran.code == 0, ran.words
    (found,) = [f for f in ran.done["findings"] if f["check"] == "file/dc"]
    assert found["facts"]["dc_dbfs"] == pytest.approx(-34.0, abs=0.2)
    assert found["try"]["effect"] == "highpass"
    assert "Offset" in out["md"].read_text("utf-8")
    start_s, end_s, words = out["txt"].read_text("utf-8").splitlines()[0].split("\t")
    assert float(start_s) <= float(end_s)
    assert words
    moves = tomllib.loads(out["toml"].read_text("utf-8"))["strip"][0]["decision"]
    assert any(move["because"] == [found["id"]] for move in moves)
    assert mix.read_bytes() == before


def test_stems_of_another_song_are_said_not_to_add_up(stems: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.wav"
    frames = round(LENGTH_S * RATE_HZ)
    sf.write(other, 0.3 * np.stack([pink(frames, 5), pink(frames, 6)], axis=1), RATE_HZ)
    ran = run("listen", other, "--stems", stems, "--json")
    assert ran.code == 0, ran.words
    assert "do not add up" in ran.told("note")


@pytest.mark.parametrize(
    ("arguments", "words", "code"),
    [
        (["gone.wav"], "gone.wav is not there", 2),
        (["text.wav"], "text.wav", 3),
        (["short.wav"], "shorter than a second", 2),
        (["mix.wav", "--stems", "mix.wav"], "is no folder", 2),
        (["stems", "--notes", "a.md"], "--notes goes with a finished mix", 2),
        (["mix.wav", "--genre", "polka"], "there is no genre 'polka'", 2),
        (["mix.wav", "--sheet", "text.wav"], "is there already", 2),
    ],
)
def test_a_mistake_is_one_line(
    stems: Path, tmp_path: Path, arguments: list[str], words: str, code: int
) -> None:
    (tmp_path / "text.wav").write_text("this is no sound", "utf-8")
    sf.write(tmp_path / "short.wav", np.zeros(1000), RATE_HZ)
    ran = run("listen", *arguments, cwd=stems.parent)
    assert ran.code == code, ran.words
    (line,) = ran.words.strip().splitlines()[-1:]
    assert line.startswith("tonmeister: ")
    assert words in line
    assert (tmp_path / "text.wav").read_text("utf-8") == "this is no sound"
