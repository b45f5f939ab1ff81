"""On real mixes of real songs."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pytest

from tonmeister.app.cli import main
from tonmeister.listening import features_of
from tonmeister.listening.comparing import meet
from tonmeister.studio import Project, file_source

pytestmark = pytest.mark.material


def test_mixes_of_one_song_are_known_and_songs_kept_apart(material: Path, tmp_path: Path) -> None:
    files = sorted((material / "fxnorm_mixes").rglob("*.mp3"))
    files.append(material / "mdbdrums" / "Rock" / "MusicDelta_Rock_MIX.wav")
    project = Project(tmp_path, tmp_path)
    sounds = [file_source(f, project=project, rate_hz=44100) for f in files]
    heard = [features_of(sound) for sound in sounds]
    pairs = 0
    for i, j in combinations(range(len(files)), 2):
        met = meet(sounds[i], sounds[j], heard[i], heard[j])
        assert met.one_song == (files[i].parent == files[j].parent), (files[i], files[j])
        if met.one_song:
            assert met.offset_frames == 0
            pairs += 1
    assert pairs == 6


def test_an_automatic_mix_of_a_song_differs_from_the_human_one_as_its_spectrum_says(
    material: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    song = material / "fxnorm_mixes" / "Motor Tapes - Shore"
    files = [str(song / f"baseline_{who}_mixture.mp3") for who in ("human", "baseline")]
    assert main(["compare", *files, "--json"]) == 0
    found = json.loads(capsys.readouterr().out.splitlines()[-1])["pairs"][0]
    assert found["one_song"]
    low = [d for d in found["differences"] if d["kind"] == "tone_db" and d["low_hz"] < 60]
    assert len(low) == 1
    assert low[0]["difference"] > 6.0
    assert "low end" in low[0]["sentence"]
    assert any(d["kind"] == "clarity_percent" for d in found["differences"])
