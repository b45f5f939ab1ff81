"""``tonmeister tune`` from the outside: what it writes, says and leaves alone."""

from __future__ import annotations

import json
import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any

import mido
import numpy as np
import pytest
import soundfile
from tune_sung import FIRST_S, NOTE_S, OFF_CENTS, RATE_HZ, TUNE, phrase

from tonmeister.app.cli import main


@pytest.fixture
def song(tmp_path: Path) -> Path:
    sound, _ = phrase(out_of_tune=True)
    path = tmp_path / "Lead Vox.wav"
    soundfile.write(path, sound[0], RATE_HZ, subtype="FLOAT")
    return path


def melody(path: Path, up: int = 0) -> Path:
    midi = mido.MidiFile(ticks_per_beat=480)
    track = mido.MidiTrack()
    track.append(mido.MetaMessage("set_tempo", tempo=500_000, time=0))
    for i, pitch in enumerate(TUNE):
        wait = round(FIRST_S * 960) if i == 0 else 0
        track.append(mido.Message("note_on", note=int(pitch) + up, velocity=80, time=wait))
        track.append(mido.Message("note_off", note=int(pitch) + up, time=round(NOTE_S * 960)))
    midi.tracks.append(track)
    midi.save(path)
    return path


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    lines = capsys.readouterr().out.strip().splitlines()
    return dict(json.loads(lines[-1]))


def test_notes_out_of_tune_come_home_and_the_recording_stays(
    song: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    came = sha256(song.read_bytes()).hexdigest()
    score = melody(tmp_path / "tune.mid")
    words = ["tune", str(song), "--score", str(score), "--strength", "100%", "--json"]
    assert main(words) == 0
    (one,) = told(capsys)["tracks"]
    edits = one["edits"]
    out = [off for off in OFF_CENTS if abs(off) > 25.0]
    assert len(edits) == len(out)
    for edit in edits:
        assert abs(edit["after"]["off_cents"]) < 10.0 < abs(edit["before"]["off_cents"])
        assert "the score has" in edit["reason"]
    assert sha256(song.read_bytes()).hexdigest() == came
    written = tomllib.loads((tmp_path / "tonmeister" / "edits.toml").read_text())
    assert [e["kind"] for e in written["edit"]] == ["tune"] * len(out)
    edited, rate_hz = soundfile.read(tmp_path / "tonmeister" / "edited" / "Lead Vox.wav")
    sound, _ = soundfile.read(song)
    assert rate_hz == RATE_HZ
    assert edited.shape == sound.shape
    before_s = min(e["start_s"] for e in edits) - 0.03
    size = int(before_s * RATE_HZ)
    assert np.array_equal(edited[:size], sound[:size])


def test_a_dry_run_writes_nothing(
    song: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["tune", str(song), "--key", "D major", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "nothing was written" in said
    assert "by D major" in said
    assert not (tmp_path / "tonmeister" / "edits.toml").exists()
    assert not (tmp_path / "tonmeister" / "edited").exists()


def test_a_score_sung_an_octave_lower_is_understood_and_said(
    song: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    score = melody(tmp_path / "high.mid", up=12)
    assert main(["tune", str(song), "--score", str(score), "--dry-run", "--json"]) == 0
    (one,) = told(capsys)["tracks"]
    assert "12 semitones lower" in one["said"]
    assert one["edits"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--key", "H dur"], "no key or scale"),
        (["--strength", "120"], "from 0 to 100"),
        (["--speed", "soon"], "from 5 to 600"),
        (["--key", "D", "--scale", "E"], "give one"),
        (["--track", "Bass"], "no single track 'Bass'"),
        (["--score", "nowhere.mid"], "is not there"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    song: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["tune", str(song), *words]) != 0
    error = capsys.readouterr().err.strip().splitlines()[-1]
    assert said in error


@pytest.mark.parametrize("what", ["silence", "short", "noise", "chords"])
def test_what_is_no_single_voice_is_left_alone(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    t = np.arange(2 * RATE_HZ) / RATE_HZ
    chord = sum(
        np.asarray(np.sin(2.0 * np.pi * k * f * t) / k)
        for f in (110.0, 138.6, 164.8, 220.5)
        for k in range(1, 9)
    )
    sound = {
        "silence": np.zeros(RATE_HZ),
        "short": 0.1 * np.sin(t[:2000] * 1400.0),
        "noise": 0.1 * np.random.default_rng(1).standard_normal(RATE_HZ),
        "chords": 0.03 * chord * np.exp(-(t % 0.5) * 3.0),
    }[what]
    path = tmp_path / "Vocal.wav"
    soundfile.write(path, sound, RATE_HZ, subtype="FLOAT")
    assert main(["tune", str(path)]) == 0
    said = capsys.readouterr().out.strip().splitlines()
    assert len(said) == 1
    assert said[0].endswith("left alone")
    assert not (tmp_path / "tonmeister" / "edited").exists()
