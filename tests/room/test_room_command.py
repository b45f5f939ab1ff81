"""The command: from a sweep to a page, and one clear line where it cannot be."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from known_rooms import RATE_HZ, dying_noise, even
from scipy.signal import fftconvolve, resample_poly

from tonmeister.app.cli import main

SIDES = "4.2x3.1x2.5"


def _room(decay_s: float = 0.6) -> np.ndarray:
    """A direct sound and a tail."""
    answer = 0.2 * dying_noise(even(decay_s), 2, noise_db=-140.0)[RATE_HZ:]
    answer[0] = 1.0
    return answer


def _record(folder: Path, *, louder: float = 1.0, hum: float = 0.0) -> tuple[Path, Path]:
    """Let the command make a sweep, play it in a room, record it."""
    sweep, recording = folder / "sweep.wav", folder / "take.wav"
    assert main(["room", "--make-sweep", str(sweep), "--length", "3"]) == 0
    tone, rate_hz = sf.read(sweep)
    assert rate_hz == RATE_HZ
    heard = fftconvolve(tone, _room())[: tone.size]
    heard *= 0.4 / np.abs(heard).max()
    time_s = np.arange(heard.size) / RATE_HZ
    heard += hum * sum(np.sin(2 * np.pi * 50.0 * n * time_s) / n for n in (1, 2, 3))
    heard += 1e-5 * np.random.default_rng(3).standard_normal(heard.size)
    sf.write(recording, np.clip(louder * heard, -1.0, 1.0), RATE_HZ, subtype="PCM_24")
    return sweep, recording


def _told(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    found: dict[str, object] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return found


def _refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert main(["room", *words, "--json"]) in (2, 3)
    error = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert error["event"] == "error"
    assert "\n" not in error["words"]
    return str(error["words"])


def test_from_a_sweep_to_decay_times_impulse_and_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sweep, recording = _record(tmp_path)
    page, impulse = tmp_path / "room.html", tmp_path / "ir.wav"
    capsys.readouterr()
    words = ["room", str(recording), "--sweep", str(sweep), "--dimensions", SIDES, "--json"]
    assert main([*words, "--out", str(page), "--impulse", str(impulse)]) == 0
    told = _told(capsys)
    assert told["kind"] == "sweep"
    assert told["mid_s"] == pytest.approx(0.6, rel=0.08)
    assert told["volume_m3"] == pytest.approx(4.2 * 3.1 * 2.5)
    assert {a["rule"] for a in told["advice"]} >= {"room/long"}
    assert told["noise"]["level_dbfs"] == pytest.approx(-100.0, abs=2.0)
    text = page.read_text("utf-8")
    assert "How long it rings" in text
    assert not re.search(r"https?://(?!www\.w3\.org)", text)
    assert "nan" not in re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL).split()

    assert main(["room", str(impulse), "--json"]) == 0
    again = _told(capsys)
    assert again["kind"] == "impulse"
    assert again["mid_s"] == pytest.approx(told["mid_s"], rel=0.02)
    samples, _ = sf.read(impulse)
    assert np.abs(samples).max() == pytest.approx(1.0)


def test_measuring_twice_gives_the_same_to_the_byte(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sweep, recording = _record(tmp_path)
    pages = []
    for name in ("a.html", "b.html"):
        assert (
            main(["room", str(recording), "--sweep", str(sweep), "--out", str(tmp_path / name)])
            == 0
        )
        pages.append((tmp_path / name).read_bytes())
    assert pages[0] == pages[1]


def test_hum_is_told_with_what_to_try(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sweep, recording = _record(tmp_path, hum=0.002)
    capsys.readouterr()
    assert main(["room", str(recording), "--sweep", str(sweep)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "hum of 50 Hz mains" in said
    assert "other sockets" in said


def test_a_session_at_another_rate_is_measured_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sweep, recording = _record(tmp_path)
    heard, _ = sf.read(recording)
    other = tmp_path / "take44.wav"
    sf.write(other, resample_poly(heard, 147, 160), 44100, subtype="PCM_24")
    capsys.readouterr()
    assert main(["room", str(other), "--sweep", str(sweep), "--json"]) == 0
    assert _told(capsys)["mid_s"] == pytest.approx(0.6, rel=0.08)


def test_what_cannot_be_measured_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sweep, recording = _record(tmp_path)
    loud_folder = tmp_path / "loud"
    loud_folder.mkdir()
    _, loud = _record(loud_folder, louder=6.0)
    heard, _ = sf.read(recording)
    files = {
        "wrong_rate": (heard, 44100),
        "stops": (heard[: 4 * RATE_HZ + 4800], RATE_HZ),
        "silent": (np.zeros(RATE_HZ), RATE_HZ),
        "noise": (0.1 * np.random.default_rng(1).standard_normal(4 * RATE_HZ), RATE_HZ),
        "claps": (np.tile(np.pad(_room(0.3), (RATE_HZ, 0)), 3), RATE_HZ),
        "short": (np.ones(100), RATE_HZ),
    }
    for name, (sound, rate_hz) in files.items():
        sf.write(tmp_path / f"{name}.wav", 0.9 * sound, rate_hz, subtype="PCM_24")
    (tmp_path / "text.wav").write_text("no sound at all")

    def line(name: str, *more: str) -> str:
        return _refused([str(tmp_path / f"{name}.wav"), *more], capsys)

    given = ("--sweep", str(sweep))
    assert "clips" in _refused([str(loud), *given], capsys)
    assert "sample rate" in line("wrong_rate", *given)
    assert "after the end of the sweep" in line("stops", *given)
    assert "silent" in line("silent", *given)
    assert "not heard" in line("noise", *given)
    assert "add --sweep" in _refused([str(recording)], capsys)
    assert "more than one bang" in line("claps")
    assert "ms long" in line("short")
    assert "cannot be read as sound" in line("text")
    assert "no file" in line("gone")
    assert "4.2x3.1x2.5" in line("take", *given, "--dimensions", "4x3")
    assert "1 m to 100 m" in line("take", *given, "--dimensions", "4x3x0")
    assert "--channel is 3" in line("take", *given, "--channel", "3")
    assert "ends in .html" in line("take", *given, "--out", "page.txt")
    assert "2 s to 60 s" in _refused(
        ["--make-sweep", str(tmp_path / "n.wav"), "--length", "0"], capsys
    )
    assert not (tmp_path / "n.wav").exists()


def test_no_input_is_ever_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sweep, recording = _record(tmp_path)
    before = sweep.read_bytes(), recording.read_bytes()
    for target in (sweep, recording):
        line = _refused([str(recording), "--sweep", str(sweep), "--impulse", str(target)], capsys)
        assert "is an input" in line
    assert "not overwritten" in _refused(["--make-sweep", str(sweep)], capsys)
    assert (sweep.read_bytes(), recording.read_bytes()) == before


def test_a_clipped_clap_is_measured_with_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clap = np.concatenate(
        [np.zeros(RATE_HZ), np.clip(8.0 * dying_noise(even(0.6), 2)[RATE_HZ:], -1, 1)]
    )
    clap += 1e-5 * np.random.default_rng(3).standard_normal(clap.size)
    sf.write(tmp_path / "clap.wav", np.clip(clap, -1, 1), RATE_HZ, subtype="PCM_24")
    assert main(["room", str(tmp_path / "clap.wav"), "--json"]) == 0
    told = _told(capsys)
    assert any("clipped" in note for note in told["notes"])
    assert not {a["rule"] for a in told["advice"]} & {"room/reflection", "room/far", "room/close"}
