"""What a platform will do to a finished file, and the command that says it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from platform_song import little_song

from tonmeister.app.cli import main
from tonmeister.exchange.encode import write_final
from tonmeister.flow.mastering import Measured
from tonmeister.flow.platforms.outlook import turned
from tonmeister.knowledge.platform_targets import platform, platforms


@pytest.mark.parametrize(
    ("name", "loudness_lufs", "peak_dbtp", "turned_db", "short_db"),
    [
        ("spotify", -20.0, -5.0, 4.0, 2.0),  # the example on Spotify's own page
        ("spotify", -8.0, 0.0, -6.0, 0.0),
        ("spotify", -15.0, 0.5, 0.0, 1.0),
        ("youtube", -20.0, -5.0, 0.0, 0.0),
        ("youtube", -8.0, -1.0, -6.0, 0.0),
        ("tidal", -20.0, -5.0, 0.0, 0.0),
        ("deezer", -14.0, -1.0, -1.0, 0.0),
        ("bandcamp", -6.0, 0.0, 0.0, 0.0),
        ("cd", -6.0, 0.0, 0.0, 0.0),
    ],
)
def test_each_turns_as_its_rules_say(
    name: str, loudness_lufs: float, peak_dbtp: float, turned_db: float, short_db: float
) -> None:
    read = Measured(loudness_lufs=loudness_lufs, true_peak_dbtp=peak_dbtp, range_lu=5.0)
    assert turned(platform(name), read) == pytest.approx((turned_db, short_db))


def loud_file(folder: Path) -> Path:
    loud = np.tanh(5.0 * little_song(3.0).samples)
    path = folder / "loud.wav"
    write_final(path, [0.99 * loud / np.abs(loud).max()], 44100, bits=24)
    return path


def test_the_table_says_what_happens_to_a_file(
    tmp_path: Path, ffmpeg: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["platforms", "spotify,youtube,cd", "--file", str(loud_file(tmp_path))]) == 0
    rows = {line.split()[0]: line for line in capsys.readouterr().out.splitlines() if line}
    assert "-14.0 LUFS" in rows["spotify"]
    assert "-2.0 dBTP" in rows["spotify"]
    assert "over its ceiling" in rows["spotify"]
    assert "lossless" in rows["cd"]
    assert "as it is" in rows["cd"]


def test_programs_get_the_same_as_json(
    tmp_path: Path, ffmpeg: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["platforms", "deezer", "--json", "--file", str(loud_file(tmp_path))]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])["platforms"][0]
    assert told["plays_at_lufs"] == pytest.approx(-15.0, abs=0.01)
    assert told["turned_db"] == pytest.approx(-15.0 - told["loudness_lufs"], abs=0.02)
    assert [(c["codec"], c["kbps"]) for c in told["codecs"]] == [("mp3", 320)]
    assert told["over_db"] > 0.0


def test_every_platform_is_listed_and_shown_with_its_sources(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["platforms"]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert listed[1:] == list(platforms())
    assert main(["platforms", "Vinyl"]) == 0
    shown = capsys.readouterr().out
    assert "read on 2026-" in shown
    assert "12 inch at 33: 19.5 to 25 min" in shown
    assert main(["platforms", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["platforms"]
    assert [one["name"] for one in told] == list(platforms())
    assert told[0]["loudness"]["read_on"].startswith("2026-")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["napster"], 2, "there is no platform 'napster'"),
        (["cd", "--file", "gone.wav"], 3, "there is no file gone.wav"),
    ],
)
def test_bad_input_is_one_clear_line(
    words: list[str], code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["platforms", *words]) == code
    said = capsys.readouterr().err
    assert told in said
    assert said.count("\n") == 1


def test_silence_and_what_is_no_sound_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "silent.wav"
    write_final(path, [np.zeros((2, 44100))], 44100, bits=16)
    assert main(["platforms", "cd", "--file", str(path)]) == 2
    assert "is silent" in capsys.readouterr().err
    path = tmp_path / "text.wav"
    path.write_text("no sound")
    assert main(["platforms", "cd", "--file", str(path)]) == 3
    assert "text.wav" in capsys.readouterr().err
