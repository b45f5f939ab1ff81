"""A chart goes in, a band's folder comes out: stems that add up, MIDI, paper, licences, reasons."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
import tomlkit
from little_charts import little_chart

from tonmeister.app.cli import main
from tonmeister.flow.arranging.band import Arranged, ArrangeWish, arrange_chart
from tonmeister.flow.arranging.playing import ROUGH_MIX
from tonmeister.flow.made_folder import begin_folder
from tonmeister.flow.tell import Teller
from tonmeister.studio.chart_file import write_chart


@pytest.fixture(scope="module")
def chart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("charts") / "little.chart.toml"
    write_chart(path, little_chart())
    return path


@pytest.fixture(scope="module")
def band(chart: Path) -> Arranged:
    return arrange_chart(ArrangeWish(chart=chart, style="pop"), Teller())


def test_the_stems_add_up_to_the_rough_mix_to_the_last_bit(band: Arranged) -> None:
    assert band.played is not None
    mix, rate_hz = soundfile.read(band.folder / ROUGH_MIX)
    total = np.zeros_like(mix)
    for path in band.played.stems.values():
        stem, stem_rate_hz = soundfile.read(path)
        assert stem_rate_hz == rate_hz == 48000
        total += stem
    assert np.abs(total - mix).max() < 2**-40
    assert np.abs(mix).max() <= 10 ** (-0.99 / 20)
    assert np.abs(mix).max() > 0.1


def test_every_stem_sounds_and_has_no_dc(band: Arranged) -> None:
    assert band.played is not None
    assert {"Drums", "Bass", "Lead"} <= set(band.played.stems)
    for path in band.played.stems.values():
        stem, _ = soundfile.read(path)
        assert np.abs(stem).max() > 0.01
        assert np.abs(stem.mean(axis=0)).max() < 1e-4


def test_the_melody_s_track_is_called_so_that_the_mix_gives_it_its_place(band: Arranged) -> None:
    assert band.played is not None
    assert band.played.stems["Lead"].name.endswith("Lead Melody.wav")


def test_instruments_and_licences_are_written_down(band: Arranged) -> None:
    sheet = tomlkit.parse((band.folder / "arrangement.toml").read_text("utf-8"))
    parts = sheet.unwrap()["part"]
    assert {part["name"] for part in parts} == {clip.name for clip in band.arrangement.clips}
    assert all(part["licence"] and part["instrument"] for part in parts)
    assert len(sheet.unwrap()["reasons"]) >= 3


def test_midi_and_charts_lie_beside_the_stems(band: Arranged) -> None:
    assert all(path.is_file() for path in band.midi.values())
    assert list((band.folder / "chart").glob("*.pdf"))
    assert list((band.folder / "chart").glob("*.musicxml"))


def test_the_same_night_sounds_the_same_and_another_night_does_not(
    chart: Path, band: Arranged, tmp_path: Path
) -> None:
    def night(seed: int) -> bytes:
        wish = ArrangeWish(
            chart=chart, style="pop", seed=seed, parts=("drums", "bass"), out=tmp_path / str(seed)
        )
        again = arrange_chart(wish, Teller())
        return (again.folder / ROUGH_MIX).read_bytes()

    assert night(3) == night(3)
    assert night(3) != night(4)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--style", "polka"], "polka"),
        (["--style", "pop", "--parts", "drums,kazoo"], "kazoo"),
        (["--style", "pop", "--feel", "lots"], "--feel"),
        (["--style", "pop", "--bpm", "9000"], "--bpm"),
        (["--style", "pop", "--transpose", "40"], "--transpose"),
        (["--style", "pop", "--instrument", "keys=keys/theremin"], "theremin"),
        (["--style", "pop", "--instrument", "keys"], "PART=NAME"),
        (["--style", "pop", "--soundfont", "nowhere.sf2"], "nowhere.sf2"),
        (["--style", "pop", "--rate", "1234"], "--rate"),
        (["--style", "pop", "--voice", "bob"], "bob"),
        (["--style", "pop", "--groove", "nowhere.toml"], "nowhere.toml"),
    ],
)
def test_a_wish_that_cannot_be_met_is_said_in_one_line(
    chart: Path, tmp_path: Path, words: list[str], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    code = main(["arrange", str(chart), "--out", str(tmp_path / "out"), *words])
    told = capfd.readouterr().err.strip().splitlines()[-1]
    assert code in (2, 3)
    assert said in told
    assert not (tmp_path / "out" / ROUGH_MIX).exists()


def test_a_folder_with_other_files_is_left_alone(
    chart: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("keep", "utf-8")
    assert main(["arrange", str(chart), "--style", "pop", "--out", str(tmp_path)]) == 2
    assert "holds other things" in capfd.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_a_stem_that_a_person_replaced_is_not_written_over(
    chart: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ["arrange", str(chart), "--style", "rock", "--parts", "bass,lead"]
    words += ["--out", str(tmp_path / "band")]
    assert main(words) == 0
    (bass,) = (tmp_path / "band").glob("*Bass.wav")
    soundfile.write(bass, np.full((4800, 2), 0.25), 48000)
    mine = bass.read_bytes()
    (tmp_path / "band" / "Lead Vox.wav").write_bytes(mine)
    assert main(words) == 2
    assert "was changed by hand" in capfd.readouterr().err
    assert bass.read_bytes() == mine
    assert (tmp_path / "band" / "Lead Vox.wav").read_bytes() == mine


def test_a_smaller_band_leaves_no_stems_of_the_one_before(chart: Path, tmp_path: Path) -> None:
    for parts in ("bass,guitar,lead", "bass,lead"):
        words = ["arrange", str(chart), "--style", "rock", "--parts", parts]
        assert main([*words, "--out", str(tmp_path / "band")]) == 0
    names = {path.name for path in (tmp_path / "band").glob("*.wav")}
    assert names == {"01 Bass.wav", "02 Lead Melody.wav", "Rough Mix.wav"}


def test_a_killed_run_goes_on(chart: Path, tmp_path: Path) -> None:
    begin_folder(tmp_path / "band")
    (tmp_path / "band" / "01 Bass.wav").write_bytes(b"half")
    words = ["arrange", str(chart), "--style", "rock", "--parts", "bass,lead"]
    assert main([*words, "--out", str(tmp_path / "band")]) == 0
    assert soundfile.info(tmp_path / "band" / "01 Bass.wav").duration > 10.0


def test_a_chart_that_is_not_there_is_said_so(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["arrange", "nowhere.chart.toml", "--style", "pop"]) == 3
    assert "nowhere.chart.toml" in capfd.readouterr().err


def test_only_midi_and_paper_are_written_without_audio(
    chart: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ["--style", "rock", "--no-audio", "--json", "--bpm", "140", "--transpose", "2"]
    assert main(["arrange", str(chart), "--out", str(tmp_path / "b"), *words]) == 0
    told = json.loads(capfd.readouterr().out.strip().splitlines()[-1])
    assert told["rough_mix"] is None
    assert not list((tmp_path / "b").glob("*.wav"))
    assert any("E major" in note for note in told["notes"])
    assert any("140 BPM" in note for note in told["notes"])
