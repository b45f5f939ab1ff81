"""Round trip: a hum becomes a chart, a band plays it, the record is made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import soundfile

from tonmeister.app.cli import main
from tonmeister.flow.demo_hum import BEAT_S, LEAD_S, perform_hum

VERSE_S = LEAD_S + 32 * BEAT_S


@pytest.mark.slow
def test_a_hummed_verse_becomes_a_finished_record(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    idea = tmp_path / "idea.wav"
    sound = perform_hum().sound[: round(VERSE_S * 48000)]
    soundfile.write(idea, 0.5 * sound, 48000, subtype="PCM_16")
    before = idea.read_bytes()
    words = ["--style", "rock", "--parts", "drums,bass,guitar,lead", "--json"]
    assert main(["sketch", str(idea), *words]) == 0
    told = json.loads(capfd.readouterr().out.strip().splitlines()[-1])
    assert told["event"] == "done"
    band = Path(told["band"]["folder"])
    masters = list((band / "tonmeister" / "delivery").glob("*Master*.wav"))
    assert masters
    assert soundfile.info(masters[0]).duration > 15.0
    assert (band / "tonmeister" / "report.html").is_file()
    assert (Path(told["chart"]) / "idea.chart.toml").is_file()
    assert idea.read_bytes() == before


def test_a_sketch_of_silence_is_refused_in_one_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    soundfile.write(tmp_path / "quiet.wav", [0.0] * 96000, 48000)
    assert main(["sketch", str(tmp_path / "quiet.wav"), "--style", "pop"]) in (2, 3)
    told = capfd.readouterr().err.strip().splitlines()
    assert "quiet.wav" in told[-1]
    assert [p.name for p in tmp_path.iterdir()] == ["quiet.wav"]
